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
    private Task running = Task.CompletedTask;

    /// <summary>Starts the work in the background.</summary>
    public void Start() => running = Task.Run(RunAsync);

    /// <summary>Does one round.</summary>
    /// <returns>Success, or what kept segments from being freed.</returns>
    public async Task<FsResult> CheckpointAsync(CancellationToken cancellationToken)
    {
        await threads.EnterAsync();
        var last = log.LastSequence;
        foreach (var share in catalog.Running)
        {
            share.FileSystem.Fold();
            share.Content.ForgetUnused(ContentsInMemoryMax, share.Journal.AppliedTicket);
            await DroppedContents.ReclaimAsync(share, cancellationToken);
        }

        await stores.SweepAsync(cancellationToken);
        if (!log.CanRetire)
        {
            return FsResult.Success;
        }

        await threads.EnterAsync();
        var flushed = await stores.FlushAsync(cancellationToken);
        if (flushed.IsSuccess)
        {
            CrashPoint.Reach(CrashPoint.MetadataFlushed);
            log.Retire(last);
        }

        return flushed;
    }

    /// <summary>Ends the work.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
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
                if (clock.GetElapsedTime(lastRound) < interval && (log.UsedFraction < PressureFraction || !log.CanRetire))
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
