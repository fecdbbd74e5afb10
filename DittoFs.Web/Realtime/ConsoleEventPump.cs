using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using DittoFs.Protocols.Hosting;
using DittoFs.Storage.Shares;

namespace DittoFs.Web.Realtime;

/// <summary>
/// Once a second: takes a snapshot, keeps it, and hands it with the new events to everybody who watches. A watcher that can't keep up misses ticks and
/// slows nobody.
/// </summary>
internal sealed class ConsoleEventPump(
    SampleSource source,
    ConsoleHistory history,
    ConsoleFeed feed,
    StorageActivity storageActivity,
    ProtocolActivity protocolActivity,
    IStorageEngine engine,
    ProtocolServerManager servers,
    TimeProvider clock,
    ILogger<ConsoleEventPump> log) : BackgroundService
{
    private const int TicksPerWatcherMax = 4;
    private const int TicksPerHealthCheck = 5;

    private readonly PeriodicTimer timer = new(TimeSpan.FromSeconds(1), clock);
    private readonly StateWatch states = new(feed);
    private ImmutableList<ChannelWriter<ConsoleTick>> watchers = [];
    private volatile ConsoleSnapshot current = ConsoleSnapshot.Empty;
    private ImmutableArray<StoreHealth> stores = [];
    private Task<IReadOnlyList<StoreHealth>>? healthCheck;
    private int ticks;
    private long eventsTold;

    /// <summary>The newest second.</summary>
    public ConsoleSnapshot Current => current;

    /// <summary>The ticks from now on, until <paramref name="cancellationToken"/> fires.</summary>
    public async IAsyncEnumerable<ConsoleTick> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<ConsoleTick>(new BoundedChannelOptions(TicksPerWatcherMax) { FullMode = BoundedChannelFullMode.DropOldest });
        ImmutableInterlocked.Update(ref watchers, static (list, added) => list.Add(added), channel.Writer);
        try
        {
            await foreach (var tick in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return tick;
            }
        }
        finally
        {
            ImmutableInterlocked.Update(ref watchers, static (list, removed) => list.Remove(removed), channel.Writer);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        timer.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TickSafelyAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task TickSafelyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TickAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // An exception that leaves a background service ends the process, and with it everybody's mounts.
            log.TickFailed(exception);
        }
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        await TakeHealthAsync(cancellationToken);
        var storage = engine.GetStatistics();
        storageActivity.Report(storage.Shares);
        protocolActivity.Report();
        states.ObserveShares(storage.Shares.Select(share => share.Name.Value));
        states.ObserveStores(stores);
        states.ObserveAdapters(servers.Servers);
        current = source.Take(storage, stores);
        history.Add(current.Sample);
        Tell(new ConsoleTick(current, feed.After(eventsTold)));
        ticks++;
    }

    /// <summary>Asks the stores now and then, and never waits for one that does not answer.</summary>
    private async Task TakeHealthAsync(CancellationToken cancellationToken)
    {
        if (healthCheck is { IsCompleted: true } done)
        {
            healthCheck = null;
            stores = [.. await done];
        }

        if (healthCheck is null && ticks % TicksPerHealthCheck == 0)
        {
            healthCheck = engine.CheckHealthAsync(cancellationToken);
        }
    }

    private void Tell(ConsoleTick tick)
    {
        eventsTold = tick.Events.Count > 0 ? tick.Events[^1].Id : eventsTold;
        foreach (var watcher in watchers)
        {
            // Succeeds always: a full channel drops its oldest.
            watcher.TryWrite(tick);
        }
    }
}
