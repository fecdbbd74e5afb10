using System.Security.Cryptography;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.Content.Packing;
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

    private readonly ShareId share;
    private readonly TieredContentStore content;
    private readonly IBlockStore blocks;
    private readonly UploadCommitter committer;
    private readonly WriteAheadLog log;
    private readonly StorageThreads threads;
    private readonly TimeSpan uploadDelay;
    private readonly TimeProvider clock;
    private readonly UploadMetrics metrics;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;
    private bool isUploading;

    /// <summary>An uploader that does not run yet.</summary>
    public BlockUploader(
        ShareId share,
        TieredContentStore content,
        IBlockStore blocks,
        UploadCommitter committer,
        WriteAheadLog log,
        StorageThreads threads,
        TimeSpan uploadDelay,
        TimeProvider clock,
        UploadMetrics metrics,
        ILogger logger)
    {
        (this.share, this.content, this.blocks, this.committer, this.log) = (share, content, blocks, committer, log);
        (this.threads, this.uploadDelay, this.clock, this.metrics, this.logger) = (threads, uploadDelay, clock, metrics, logger);
    }

    /// <summary>What the last upload failed with; <see cref="FsError.None"/> when it succeeded.</summary>
    public FsError Failure { get; private set; }

    /// <summary>True while a block is being filled, stored or entered into the metadata.</summary>
    public bool IsUploading => Volatile.Read(ref isUploading);

    /// <summary>Starts the work in the background.</summary>
    public void Start() => running = Task.Run(RunAsync);

    /// <summary>Uploads everything that is in the log now, rested or not.</summary>
    /// <returns>Success when nothing is left, or what the block store answered.</returns>
    public async Task<FsResult> DrainAsync(CancellationToken cancellationToken)
    {
        await threads.EnterAsync();
        while (content.DirtyBytes > 0)
        {
            var uploaded = await UploadBlockAsync(static _ => true, cancellationToken);
            if (!uploaded.IsSuccess || uploaded.Value == 0)
            {
                return uploaded.Error;
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
                await threads.EnterAsync();
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
            while (!cancellationToken.IsCancellationRequested && (await UploadBlockAsync(IsDue, cancellationToken)) is { IsSuccess: true, Value: > 0 })
            {
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            UploadLog.Faulted(logger, share, e);
            Note(FsError.InputOutput);
        }
    }

    private bool IsDue(ContentState state) =>
        clock.GetElapsedTime(state.LastWrite) >= uploadDelay || log.UsedFraction >= PressureFraction;

    /// <summary>Fills one block with what is due, oldest first, stores and commits it.</summary>
    /// <returns>The bytes that were uploaded; 0 when nothing is due.</returns>
    private async ValueTask<FsResult<long>> UploadBlockAsync(Func<ContentState, bool> isDue, CancellationToken cancellationToken)
    {
        var due = content.DirtyContents.Where(isDue).OrderBy(state => state.OldestSequence).ToList();
        if (due.Count == 0)
        {
            return 0L;
        }

        var block = new BlockId(new Guid(RandomNumberGenerator.GetBytes(16)));
        using var builder = new BlockBuilder(share, block);
        var pieces = UploadPiece.Collect(due, builder);
        if (!pieces.IsSuccess || pieces.Value.Count == 0)
        {
            return Note(pieces.Error);
        }

        Volatile.Write(ref isUploading, true);
        try
        {
            return await StoreAsync(block, builder, pieces.Value, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref isUploading, false);
        }
    }

    private async ValueTask<FsResult<long>> StoreAsync(BlockId block, BlockBuilder builder, List<UploadPiece> pieces, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        var stored = await blocks.PutAsync(block, builder.Finish(), cancellationToken);
        if (!stored.IsSuccess)
        {
            return Note(stored.Error);
        }

        CrashPoint.Reach(CrashPoint.BlockStored);
        var committed = await committer.CommitAsync(block, pieces, cancellationToken);
        if (!committed.IsSuccess)
        {
            return Note(committed.Error);
        }

        metrics.Uploaded(share, builder.PlainLength, clock.GetElapsedTime(start));
        Note(FsError.None);
        return (long)builder.PlainLength;
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
