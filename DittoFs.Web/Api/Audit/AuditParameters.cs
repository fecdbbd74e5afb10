using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using DittoFs.Web.ControlPlane.Audit;
using Microsoft.AspNetCore.Mvc;

namespace DittoFs.Web.Api.Audit;

/// <summary>Which entries of the audit log are wanted.</summary>
internal sealed record AuditParameters : IQueryParameters
{
    /// <summary>Not before this time.</summary>
    [FromQuery(Name = "from"), Description("Not before this time, such as 2026-03-01T00:00:00Z.")]
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time.</summary>
    [FromQuery(Name = "to"), Description("Before this time.")]
    public DateTimeOffset? To { get; init; }

    /// <summary>Who did it.</summary>
    [FromQuery(Name = "actor"), Description("Who did it: the account's name, without regard to case."), StringLength(128)]
    public string? Actor { get; init; }

    /// <summary>What was done.</summary>
    [FromQuery(Name = "action"), Description("What was done: an action such as share.create, or all that begin with a text that ends in a dot, such as share."), StringLength(64)]
    public string? Action { get; init; }

    /// <summary>To what.</summary>
    [FromQuery(Name = "subject"), Description("To what: its name, without regard to case."), StringLength(256)]
    public string? Subject { get; init; }

    /// <summary>Only what was done, or only what was refused.</summary>
    [FromQuery(Name = "succeeded"), Description("Only what was done (true), or only what was refused (false).")]
    public bool? Succeeded { get; init; }

    /// <summary>By which way in.</summary>
    [FromQuery(Name = "via"), Description("By which way in: rest, console, smb, server, or api-key with the key's name."), StringLength(96)]
    public string? Via { get; init; }

    /// <summary>As services take it.</summary>
    public AuditFilter ToFilter() => new()
    {
        From = From?.UtcDateTime,
        To = To?.UtcDateTime,
        Actor = Given(Actor),
        Action = Given(Action),
        Subject = Given(Subject),
        Succeeded = Succeeded,
        Via = Given(Via),
    };

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
