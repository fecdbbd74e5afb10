using DittoFs.Web.AdminConsole.Controls;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Caching;
using DittoFs.Web.Realtime;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace DittoFs.Web.AdminConsole.Pages.Caching;

/// <summary>The log, the caches, and each share's part, as they are in this second.</summary>
public partial class CachingLive
{
    private const double PaceFraction = 0.75;

    private static readonly TimeSpan CurveAtFirst = TimeSpan.FromMinutes(2);

    private static readonly ChartView[] Tiles =
    [
        new("Dirty", "size", 1024, [new("Dirty", 8, "first")]),
        new("Log", "percent", 0.1, [new("Log in use", 10, "first")]),
        new("Upload", "rate", 1024, [new("Upload", 4, "first")]),
        new("Sync", "seconds", 1e-4, [new("Log sync p99", 9, "first")]),
    ];

    private ChartBoard board = null!;
    private WalResponse wal = null!;
    private CacheResponse cache = null!;
    private IReadOnlyList<UploadResponse> uploads = [];
    private DateTime now;

    /// <summary>A share is to be flushed.</summary>
    [Parameter]
    public EventCallback<string?> OnFlush { get; set; }

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    [Inject]
    private IServiceProvider Provider { get; set; } = null!;

    private IReadOnlyList<BytesPart> LogParts =>
    [
        new("Dirty", wal.DirtyBytes, "first"),
        new("Clean", Math.Min(wal.CleanBytes, Math.Max(0, (wal.Segments * wal.SegmentBytes) - wal.DirtyBytes)), "second"),
        new("Spare files", wal.SpareSegments * wal.SegmentBytes, "third"),
    ];

    private (State State, string Text) LogState => wal switch
    {
        { Failure: not null } => (State.Danger, "Stopped"),
        { UsedRatio: > PaceFraction } => (State.Warning, "Writers slow down"),
        { DirtyBytes: > 0 } => (State.Busy, "Holds dirty bytes"),
        _ => (State.Ok, "All uploaded"),
    };

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        base.OnInitialized();
        board = ChartBoard.Create(Provider, Script, "./" + Assets["charts.js"]);
        Read();
    }

    /// <inheritdoc/>
    protected override Task OnShownAsync() => board.LoadAsync(CurveAtFirst);

    /// <inheritdoc/>
    protected override Task OnTickAsync(ConsoleTick tick)
    {
        Read();
        return board.PushAsync(tick.Snapshot.Sample);
    }

    /// <inheritdoc/>
    protected override ValueTask OnDisposedAsync() => board.DisposeAsync();

    private static double Fraction(ShareWalResponse share) => share.BudgetBytes > 0 ? Math.Min(1, (double)share.DirtyBytes / share.BudgetBytes) : 0;

    private static (State State, string Text) StateOf(UploadResponse? upload, ShareWalResponse share) => upload switch
    {
        { Failure: not null } => (State.Danger, "Failing"),
        { BlocksUnderWay: > 0 } => (State.Busy, "Uploading"),
        _ when share.DirtyBytes > 0 => (State.Busy, "Waits to fill a block"),
        _ => (State.Ok, "All stored"),
    };

    private string HitsOf(ShareWalResponse share) => cache.Shares.FirstOrDefault(entry => entry.Share == share.Share) switch
    {
        null => "local",
        { Reads.HitRatio: { } ratio } => Quantity.Percent(ratio),
        _ => "–",
    };

    private void Read()
    {
        var service = Provider.GetRequiredService<WalService>();
        (wal, uploads) = (service.Get(), service.ListUploads(new ListQuery()).Items);
        cache = Provider.GetRequiredService<CacheService>().Get();
        now = Provider.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
    }
}
