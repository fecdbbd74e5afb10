using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using DittoFs.Web.ControlPlane;
using Microsoft.AspNetCore.Mvc;

namespace DittoFs.Web.Api;

/// <summary>The query of every list.</summary>
internal sealed record ListParameters : IQueryParameters
{
    private const int LimitDefault = 100;

    /// <summary>Entries to skip.</summary>
    [FromQuery(Name = "offset"), Description("Entries to skip."), Range(0, int.MaxValue)]
    public int? Offset { get; init; }

    /// <summary>Entries to return at most.</summary>
    [FromQuery(Name = "limit"), Description("Entries to return at most: 1 to 1000, 100 when left out."), Range(1, ListQuery.LimitMax)]
    public int? Limit { get; init; }

    /// <summary>Only entries whose name contains this.</summary>
    [FromQuery(Name = "search"), Description("Only entries whose name contains this, without regard to case."), StringLength(64)]
    public string? Search { get; init; }

    /// <summary>As services take it.</summary>
    public ListQuery ToQuery() => new(Offset ?? 0, Limit ?? LimitDefault, string.IsNullOrEmpty(Search) ? null : Search);
}
