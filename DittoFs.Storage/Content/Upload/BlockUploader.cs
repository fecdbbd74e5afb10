using DittoFs.Storage.Blocks;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Faults;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Threads;
using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Content.Upload;

/// <summary>
/// Moves one share's bytes from the log into blocks: what has rested a while, or, once the log is half full, what keeps its oldest segment alive.
/// Bytes, then index, then reclaim: the block is stored, then the map's rows are logged, then the log lets go.
/// </summary>
internal sealed class BlockUploader : IAsyncDisposable
{
    private const double PressureFraction = 0.5;
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ClaimedDelay = TimeSpan.FromMilliseconds(5);

    private readonly ShareId share;
    private readonly TieredContentStore content;
    private readonly IBlockStore blocks;
    private readonly UploadCommitter committer;
    private readonly WriteAheadLog log;
    private readonly BlocksUnderWay underWay;
    private readonly StorageThreads threads;
    private readonly TimeSpan uploadDelay;
    private readonly TimeProvider clock;
    private readonly UploadMetrics metrics;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;
    private readonly Lock filling = new();
    private readonly UploadConcurrency concurrency = new();
    private int blocksUnderWay;

    /// <summary>An uploader that does not run yet.</summary>
    public BlockUploader(
        ShareId share,
        TieredContentStore content,
        IBlockStore blocks,
        UploadCommitter committer,
        WriteAheadLog log,
        BlocksUnderWay underWay,
        StorageThreads threads,
        TimeSpan uploadDelay,
        TimeProvider clock,
        UploadMetrics metrics,
        ILogger logger)
    {
        (this.share, this.content, this.blocks, this.committer, this.log, this.underWay) = (share, content, blocks, committer, log, underWay);
        (this.threads, this.uploadDelay, this.clock, this.metrics, this.logger) = (threads, uploadDelay, clock, metrics, logger);
    }

    /// <summary>What the last upload failed with; <see cref="FsError.None"/> when it succeeded.</summary>
    public FsError Failure { get; private set; }

    /// <summary>Blocks that are being stored or entered into the metadata.</summary>
    public int BlocksUnderWay => Volatile.Read(ref blocksUnderWay);

    /// <summary>Starts the work in the background.</summary>
    public void Start() => running = Task.Run(RunAsync);

    /// <summary>Uploads everything that is in the log now, rested or not.</summary>
    /// <returns>Success when nothing is left, or what the block store answered.</returns>
    public async Task<FsResult> DrainAsync(CancellationToken cancellationToken)
    {
        while (content.DirtyBytes > 0)
        {
            var uploaded = await UploadManyAsync(static _ => true, cancellationToken);
            if (!uploaded.IsSuccess)
            {
                return uploaded.Error;
            }

            if (uploaded.Value == 0)
            {
                if (BlocksUnderWay == 0)
                {
                    return FsResult.Success;
                }

                // What is left is in blocks that the background work has under way.
                await Task.Delay(ClaimedDelay, clock, cancellationToken);
            }
        }

        return FsResult.Success;
    }

    /// <summary>Ends the work; what was not uploaded stays in the log.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var token = stopping.Token;
        using var timer = new PeriodicTimer(TickInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(token))
            {
                await UploadDueAsync(token);

                if (Failure != FsError.None)
                {
                    await Task.Delay(RetryDelay, clock, token);
                }
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    /// <summary>Uploads what is due. A fault in one block must not end uploads for good: it is told, and tried again.</summary>
    private async Task UploadDueAsync(CancellationToken cancellationToken)
    {
        try
        {
            await UploadManyAsync(IsDue, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            UploadLog.Faulted(logger, share, e);
            Note(FsError.InputOutput);
        }
    }

    private bool IsDue(ContentState state) =>
        clock.GetElapsedTime(state.LastWrite) >= uploadDelay || log.UsedFraction >= PressureFraction;

    /// <summary>Keeps as many blocks under way as the store takes until nothing is due or one fails; what is under way then is waited for.</summary>
    /// <returns>The bytes that were uploaded, or the first failure.</returns>
    private async Task<FsResult<long>> UploadManyAsync(Func<ContentState, bool> isDue, CancellationToken cancellationToken)
    {
        List<Task<FsResult<long>>> underWay = [];
        var (total, failed) = (0L, FsError.None);
        try
        {
            while (true)
            {
                await threads.EnterAsync();
                var more = failed == FsError.None && !cancellationToken.IsCancellationRequested;
                while (more && underWay.Count < concurrency.Limit)
                {
                    var filled = Fill(isDue);
                    failed = filled.Error;
                    more = filled is { IsSuccess: true, Value.Pieces.Count: > 0 };
                    if (more)
                    {
                        underWay.Add(UploadAsync(filled.Value, cancellationToken));
                    }
                }

                if (underWay.Count == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    return failed == FsError.None ? total : failed;
                }

                var done = await Task.WhenAny(underWay);
                underWay.Remove(done);
                var uploaded = await done;
                total += uploaded.IsSuccess ? uploaded.Value : 0;
                failed = uploaded.IsSuccess ? failed : uploaded.Error;
            }
        }
        finally
        {
            await Task.WhenAll(underWay);
        }
    }

    /// <summary>Fills one block with what is due and in no other block under way, oldest first. Without pieces when there is nothing.</summary>
    private FsResult<FilledBlock> Fill(Func<ContentState, bool> isDue)
    {
        lock (filling)
        {
            var due = content.DirtyContents.Where(isDue).OrderBy(state => state.OldestSequence).ToList();
            var block = new FilledBlock(share, underWay);
            var pieces = due.Count == 0 ? new FsResult<List<UploadPiece>>(FsError.None, []) : UploadPiece.Collect(due, block.Builder);
            if (pieces.IsSuccess && pieces.Value.Count > 0)
            {
                block.Pieces = pieces.Value;
                return block;
            }

            block.Dispose();
            return pieces.IsSuccess ? block : Note(pieces.Error);
        }
    }

    /// <summary>Stores and commits a block on a thread of the storage, and lets go of it.</summary>
    private async Task<FsResult<long>> UploadAsync(FilledBlock block, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref blocksUnderWay);
        try
        {
            await threads.EnterAsync();
            return await StoreAsync(block, cancellationToken);
        }
        finally
        {
            block.Dispose();
            Interlocked.Decrement(ref blocksUnderWay);
        }
    }

    private async ValueTask<FsResult<long>> StoreAsync(FilledBlock block, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        var putting = blocks.PutAsync(block.Builder.Block, block.Builder.Finish(), cancellationToken);
        var inPlace = putting.IsCompleted;
        var stored = await putting;
        if (!stored.IsSuccess)
        {
            concurrency.Failed();
            return Note(stored.Error);
        }

        concurrency.Succeeded(block.Builder.PlainLength, clock.GetElapsedTime(start), inPlace);
        CrashPoint.Reach(CrashPoint.BlockStored);
        var committed = await committer.CommitAsync(block.Builder.Block, block.Pieces, cancellationToken);
        if (!committed.IsSuccess)
        {
            return Note(committed.Error);
        }

        metrics.Uploaded(share, block.Builder.PlainLength, clock.GetElapsedTime(start));
        Note(FsError.None);
        return (long)block.Builder.PlainLength;
    }

    private FsError Note(FsError error)
    {
        if (Failure != error)
        {
            Failure = error;
            UploadLog.StateChanged(logger, share, error);
            metrics.StateChanged(share, error);
        }

        return error;
    }
}
