using System.Diagnostics.Metrics;
using System.Net;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Mount;
using DittoFs.Protocols.Smb;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Realtime;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Web.Realtime;

public sealed class ConsoleEventPumpTests : IAsyncDisposable
{
    private static readonly IPAddress Client = IPAddress.Parse("10.0.0.7");

    private readonly FakeTimeProvider clock = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly RecordingStorageEngine engine = new();
    private readonly ConnectionRegistry connections;
    private readonly MountTable mounts;
    private readonly ConsoleFeed feed;
    private readonly StorageActivity storage;
    private readonly Histogram<double> callDurations;
    private readonly ConsoleHistory history = new();
    private readonly ConsoleEventPump pump;
    private readonly CancellationTokenSource watching = new();
    private readonly IAsyncEnumerator<ConsoleTick> ticks;

    public ConsoleEventPumpTests()
    {
        var meters = services.GetRequiredService<IMeterFactory>();
        callDurations = meters.Create("DittoFs.Rpc").CreateHistogram<double>("dittofs.rpc.call.duration");
        (connections, mounts, feed) = (new ConnectionRegistry(clock), new MountTable(clock), new ConsoleFeed(clock));
        storage = new StorageActivity(feed);
        var servers = new ProtocolServerManager([]);
        var source = new SampleSource(new MeterReadings(meters), connections, mounts, new SmbTreeTable(clock), servers, clock);
        pump = new ConsoleEventPump(
            source, history, feed, storage, new ProtocolActivity(feed, mounts, connections), engine, servers, clock, NullLogger<ConsoleEventPump>.Instance);
        ticks = pump.WatchAsync(watching.Token).GetAsyncEnumerator(watching.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await pump.StopAsync(CancellationToken.None);
        pump.Dispose();
        await watching.CancelAsync();
        await services.DisposeAsync();
        watching.Dispose();
    }

    [Fact]
    public async Task Tick_AfterCalls_CountsThemPerSecondWithTheirTail()
    {
        for (var call = 0; call < 100; call++)
        {
            callDurations.Record(call == 0 ? 0.5 : 0.001, new KeyValuePair<string, object?>("procedure", "WRITE"));
        }

        var sample = (await TickAsync()).Snapshot.Sample;

        Assert.Equal(100, sample.CallsPerSecond, tolerance: 0.5);
        Assert.InRange(sample.MedianSeconds, 0.001, 0.0012);
    }

    [Fact]
    public async Task Tick_AfterCallsOfBothProtocols_TellsTheirLatenciesApart()
    {
        var smbDurations = services.GetRequiredService<IMeterFactory>().Create("DittoFs.Smb").CreateHistogram<double>("dittofs.smb.call.duration");
        callDurations.Record(0.1, new KeyValuePair<string, object?>("procedure", "WRITE"));
        smbDurations.Record(0.001, new KeyValuePair<string, object?>("command", "Write"));

        var sample = (await TickAsync()).Snapshot.Sample;

        Assert.Equal(2, sample.CallsPerSecond, tolerance: 0.1);
        Assert.InRange(sample.NfsTailSeconds, 0.1, 0.12);
        Assert.InRange(sample.SmbTailSeconds, 0.001, 0.0012);
        Assert.Equal((sample.NfsTailSeconds, sample.SmbTailSeconds), (sample.NfsMedianSeconds, sample.SmbMedianSeconds));
    }

    [Fact]
    public async Task Tick_OfAnotherServersMeter_CountsNothing()
    {
        using var others = new ServiceCollection().AddMetrics().BuildServiceProvider();
        others.GetRequiredService<IMeterFactory>().Create("DittoFs.Rpc").CreateHistogram<double>("dittofs.rpc.call.duration")
            .Record(1, new KeyValuePair<string, object?>("procedure", "WRITE"));

        Assert.Equal(0, (await TickAsync()).Snapshot.Sample.CallsPerSecond);
    }

    [Fact]
    public async Task Tick_AfterAMount_TellsItAndCountsTheClient()
    {
        await TickAsync();
        mounts.Add(Client, "/export/below");

        var tick = await TickAsync();

        Assert.Equal(1, tick.Snapshot.Sample.MountedClients);
        var told = Assert.Single(tick.Events);
        Assert.Equal((FeedKind.Mount, "10.0.0.7 mounted /export/below", "export"), (told.Kind, told.Text, told.Share));
    }

    [Fact]
    public async Task Tick_AfterManyBlocks_TellsOneFlush()
    {
        var share = new ShareId(Guid.NewGuid());
        engine.Statistics = new StorageStatistics(0, 0, [new ShareStorageStatistics(share, ShareName.Parse("export"), 0, 0, FsError.None)]);
        storage.BlockUploaded(share, 1 << 20, TimeSpan.FromSeconds(1));
        storage.BlockUploaded(share, 1 << 20, TimeSpan.FromSeconds(1));

        Assert.Contains((await TickAsync()).Events, told => told is { Kind: FeedKind.Flush, Text: "2.00 MiB of export stored in 2 blocks" });
    }

    [Fact]
    public async Task Tick_WhileBytesAreAtRisk_TellsSinceWhen()
    {
        engine.Statistics = AtRisk(100, TimeSpan.FromSeconds(5));
        var told = (await TickAsync()).Snapshot;
        Assert.Equal(told.Sample.Time - TimeSpan.FromSeconds(5), told.AtRiskSince);

        engine.Statistics = AtRisk(0);
        Assert.Null((await TickAsync()).Snapshot.AtRiskSince);
    }

    [Fact]
    public async Task Tick_WhenAShareCameOrWent_TellsIt()
    {
        await TickAsync();
        engine.Statistics = AtRisk(0);
        Assert.Contains((await TickAsync()).Events, told => told.Text == "Share export runs");

        engine.Statistics = StorageStatistics.Empty;
        Assert.Contains((await TickAsync()).Events, told => told.Text == "Share export no longer runs");
    }

    [Fact]
    public async Task Tick_GoesIntoTheHistory()
    {
        var tick = await TickAsync();

        Assert.Equal(tick.Snapshot.Sample.Time, Assert.Single(history.Since(DateTimeOffset.MinValue)).Time);
        Assert.Same(tick.Snapshot, pump.Current);
    }

    private static StorageStatistics AtRisk(long bytes, TimeSpan age = default) =>
        new(0.1, 1 << 30, [new ShareStorageStatistics(new ShareId(Guid.Empty), ShareName.Parse("export"), bytes, 0, FsError.None) { AtRiskAge = age }]);

    private async Task<ConsoleTick> TickAsync()
    {
        // Registered before time goes on, or the tick would be nobody's.
        var next = ticks.MoveNextAsync();
        if (pump.ExecuteTask is null)
        {
            await pump.StartAsync(CancellationToken.None);
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await next);
        return ticks.Current;
    }
}
