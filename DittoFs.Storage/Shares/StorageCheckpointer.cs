using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Faults;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Threads;
using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Shares;

/// <summary>
/// Keeps the log short: folds what only data records know into the metadata stores, has those flush, and frees the segments that nobody needs.
/// </summary>
internal sealed class StorageCheckpointer(
    ShareCatalog catalog,
    WriteAheadLog log,
    MetadataStores stores,
    StorageThreads threads,
    TimeSpan interval,
    TimeProvider clock,
    ILogger logger) : IAsyncDisposable
{
    private const int ContentsInMemoryMax = 100_000;
    private const double PressureFraction = 0.5;
    private static readonly TimeSpan PressureInterval = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim oneRound = new(1, 1);
    private Task running = Task.CompletedTask;
    private long rounds;
    private long lastRoundTicks;

    /// <summary>Rounds since the start that succeeded.</summary>
    public long Count => Interlocked.Read(ref rounds);

    /// <summary>When the last of them ended; null before the first.</summary>
    public DateTimeOffset? LastTime => Interlocked.Read(ref lastRoundTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Starts the work in the background.</summary>
    public void Start() => running = Task.Run(RunAsync);

    /// <summary>Does one round, after the one that is under way.</summary>
    /// <returns>Success, or what kept segments from being freed.</returns>
    public async Task<FsResult> CheckpointAsync(CancellationToken cancellationToken)
    {
        await oneRound.WaitAsync(cancellationToken);
        try
        {
            var done = await CheckpointInTurnAsync(cancellationToken);
            if (done.IsSuccess)
            {
                Interlocked.Increment(ref rounds);
                Interlocked.Exchange(ref lastRoundTicks, clock.GetUtcNow().UtcTicks);
            }

            return done;
        }
        finally
        {
            oneRound.Release();
        }
    }

    private async Task<FsResult> CheckpointInTurnAsync(CancellationToken cancellationToken)
    {
        await threads.EnterAsync();
        var last = log.LastSequence;
        foreach (var share in catalog.Running)
        {
            // What is folded late would come after what the share's next start has made of it.
            if (share.Visits.TryEnter())
            {
                await VisitAsync(share, cancellationToken);
            }
        }

        await stores.SweepAsync(cancellationToken);
        MoveHeldUp();
        if (!log.CanRetire)
        {
            return FsResult.Success;
        }

        await threads.EnterAsync();
        var flushed = await stores.FlushAsync(cancellationToken);
        if (flushed.IsSuccess)
        {
            CrashPoint.Reach(CrashPoint.MetadataFlushed);
            return await log.RetireAsync(last);
        }

        return flushed;
    }

    /// <summary>
    /// Segments go from the oldest on, so the bytes of a share that can't upload would keep those of all others behind them. They are moved to the log's end. Where
    /// uploads work nothing is moved: they free the segment.
    /// </summary>
    private void MoveHeldUp()
    {
        if (log.FindHeldUp() is not { } oldest)
        {
            return;
        }

        foreach (var share in catalog.Running.Where(static share => share.Uploader.Failure != FsError.None && share.Visits.TryEnter()))
        {
            try
            {
                var moved = share.Mover.Move(oldest);
                if (!moved.IsSuccess)
                {
                    MetadataLog.CheckpointFailed(logger, moved.Error);
                }
            }
            finally
            {
                share.Visits.Exit();
            }
        }
    }

    private static async Task VisitAsync(RunningShare share, CancellationToken cancellationToken)
    {
        try
        {
            share.FileSystem.Fold();
            share.Content.ForgetUnused(ContentsInMemoryMax, share.Journal.AppliedTicket);
            await DroppedContents.ReclaimAsync(share, cancellationToken);
        }
        finally
        {
            share.Visits.Exit();
        }
    }

    /// <summary>Ends the work.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
        oneRound.Dispose();
    }

    private async Task RunAsync()
    {
        var token = stopping.Token;
        var lastRound = clock.GetTimestamp();
        using var timer = new PeriodicTimer(PressureInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(token))
            {
                if (clock.GetElapsedTime(lastRound) < interval && (log.UsedFraction < PressureFraction || !(log.CanRetire || log.FindHeldUp() is not null)))
                {
                    continue;
                }

                var done = await CheckpointSafelyAsync(token);
                if (!done.IsSuccess)
                {
                    MetadataLog.CheckpointFailed(logger, done.Error);
                }

                lastRound = clock.GetTimestamp();
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task<FsResult> CheckpointSafelyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await CheckpointAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Without checkpoints the log would fill up and stop every writer: tell of the fault and try again.
            MetadataLog.CheckpointFaulted(logger, e);
            return e is IOException failure ? Disk.DiskErrorMap.Map(failure) : FsError.InputOutput;
        }
    }
}
