using DittoFs.Web.ControlPlane;
using Microsoft.AspNetCore.Components;

namespace DittoFs.Web.AdminConsole.Controls;

/// <summary>A page with a long list that the control plane searches, orders and cuts into parts; which part it shows stands in its address.</summary>
public abstract class ListPage : DataPage
{
    /// <summary>Rows of one part.</summary>
    protected const int PageSize = 100;

    private const int PartMax = 1_000_000;

    /// <summary>The part that is shown, from 0.</summary>
    protected int Number => Math.Clamp(Part ?? 0, 0, PartMax);

    /// <summary>What is searched for; null for all.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    protected string? Search { get; set; }

    /// <summary>What the control plane is asked for.</summary>
    internal ListQuery Query => new(Number * PageSize, PageSize, Search, Sort);

    [SupplyParameterFromQuery(Name = "page")]
    private int? Part { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    private string? Sort { get; set; }
}
