using System.Globalization;
using DittoFs.Web.AdminConsole.Controls;
using DittoFs.Web.Realtime;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace DittoFs.Web.AdminConsole.Pages.Overview;

/// <summary>The first page: four tiles, one chart, data safety, and who is busy.</summary>
public partial class Overview
{
    private static readonly ChartView[] Tiles =
    [
        new("Throughput", "rate", 0, [new("In", 2, "first"), new("Out", 3, "second")]),
        new("Operations", "count", 0, [new("Operations", 1, "first")]),
        new("Latency", "seconds", 0, [new("p99", 6, "first")]),
        new("Clients", "count", 0, [new("Clients", 7, "first")]),
    ];

    private ChartBoard board = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private IServiceProvider Provider { get; set; } = null!;

    private ConsoleSample Sample => Snapshot.Sample;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        base.OnInitialized();
        board = ChartBoard.Create(Provider, Script, "./" + Assets["charts.js"]);
    }

    /// <inheritdoc/>
    protected override Task OnShownAsync() => board.LoadAsync(HistoryPanel.RangeAtFirst);

    /// <inheritdoc/>
    protected override Task OnTickAsync(ConsoleTick tick) => board.PushAsync(tick.Snapshot.Sample);

    /// <inheritdoc/>
    protected override ValueTask OnDisposedAsync() => board.DisposeAsync();

    private static string Plural(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
