using System.Threading.Channels;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Disk;
using DittoFs.Storage.Faults;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Upload;

/// <summary>
/// Moves one share's bytes from the log into blocks, when <see cref="UploadSchedule"/> says so or a drain is asked for. One loop begins blocks, as many at once
/// as the store takes and clients leave room for. Bytes, then index, then reclaim: the block is stored, then the map's rows are logged, then the log lets go.
/// </summary>
internal sealed class BlockUploader : IAsyncDisposable
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(250);

    // A store that is away is asked this often: what it missed begins to flow as soon as it is back.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly ShareId share;
    private readonly TieredContentStore content;
    private readonly IBlockStore blocks;
    private readonly UploadCommitter committer;
    private readonly UploadEnvironment environment;
    private readonly UploadSchedule schedule;
    private readonly UploadQueue queue;
    private readonly UploadDrains drains = new();
    private readonly UploadConcurrency concurrency = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly List<Task> underWay = [];
    private Task running = Task.CompletedTask;
    private int blocksUnderWay;
    private long bytesUnderWay;
    private long blocksUploaded;
    private long bytesUploaded;
    private long resumeTime;
    private long retryTime;

    /// <summary>An uploader that does not run yet.</summary>
    /// <param name="share">The share.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="blocks">Where they go.</param>
    /// <param name="committer">Enters what was stored.</param>
    /// <param name="environment">What it has in common with other shares' uploaders.</param>
    /// <param name="keepsOverwritten">A drain brings bytes into blocks, or what has overwritten them meanwhile.</param>
    public BlockUploader(
        ShareId share, TieredContentStore content, IBlockStore blocks, UploadCommitter committer, UploadEnvironment environment, bool keepsOverwritten)
    {
        (this.share, this.content, this.blocks, this.committer, this.environment) = (share, content, blocks, committer, environment);
        schedule = new UploadSchedule(content.Ages, environment.Load, environment.Options.UploadDelay, environment.Options.UploadAgeMax);
        queue = new UploadQueue(content, keepsOverwritten);
    }

    /// <summary>What the last upload failed with; <see cref="FsError.None"/> when it succeeded.</summary>
    public FsError Failure { get; private set; }

    /// <summary>Blocks that are being stored or entered into the metadata.</summary>
    public int BlocksUnderWay => Volatile.Read(ref blocksUnderWay);

    /// <summary>What was done since the start, and what is under way.</summary>
    public UploadProgress Progress => new(
        BlocksUnderWay, Interlocked.Read(ref bytesUnderWay), concurrency.Limit, Interlocked.Read(ref blocksUploaded), Interlocked.Read(ref bytesUploaded));

    /// <summary>Starts the work in the background.</summary>
    public void Start() => running = Task.Run(RunAsync);

    /// <summary>Uploads everything that is in the log when this is called, rested or not, at full speed.</summary>
    /// <returns>Success when nothing of it is left, or what the block store answered.</returns>
    public Task<FsResult> DrainAsync(CancellationToken cancellationToken)
    {
        var drained = drains.Add(environment.Log.LastSequence);
        Wake();
        return drained.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the work; what was not uploaded stays in the log.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        await Task.WhenAll(underWay);
        drains.Close();
        stopping.Dispose();
    }

    private void Wake() => wake.Writer.TryWrite(true);

    private async Task RunAsync()
    {
        await using var timer = environment.Clock.CreateTimer(static self => ((BlockUploader)self!).Wake(), this, TickInterval, TickInterval);
        try
        {
            await foreach (var _ in wake.Reader.ReadAllAsync(stopping.Token))
            {
                await BeginBlocksSafelyAsync();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    /// <summary>A fault must not end uploads for good: it is told, and tried again.</summary>
    private async Task BeginBlocksSafelyAsync()
    {
        try
        {
            await BeginBlocksAsync();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            UploadLog.Faulted(environment.Logger, share, e);
            Fail(FsError.InputOutput);
        }
    }

    private async Task BeginBlocksAsync()
    {
        underWay.RemoveAll(static task => task.IsCompleted);
        if (Failure != FsError.None && !await IsBackAsync())
        {
            return;
        }

        await environment.Threads.EnterAsync();
        while (!stopping.IsCancellationRequested && TryBeginBlock())
        {
        }
    }

    /// <summary>After a failure: whether it is time to try again, and the store can be reached.</summary>
    private async Task<bool> IsBackAsync()
    {
        if (BlocksUnderWay > 0 || (drains.Through is null && environment.Clock.GetTimestamp() < Volatile.Read(ref retryTime)))
        {
            return false;
        }

        var state = await blocks.CheckAsync(stopping.Token);
        if (state.Error != FsError.None)
        {
            Fail(state.Error);
        }

        return state.Error == FsError.None;
    }

    /// <summary>How the log stands for this share: where its own part is the fuller one, all that it has in the log holds that up.</summary>
    private LogPressure GetPressure() => new(
        Math.Max(environment.Log.UsedFraction, content.UsedFraction),
        content.UsedFraction >= UploadSchedule.PressureFraction ? ulong.MaxValue : environment.Log.OldestSegmentLastSequence);

    /// <summary>Begins one block, if there is one to begin now.</summary>
    private bool TryBeginBlock()
    {
        var log = GetPressure();
        var drainThrough = drains.Through;
        var limit = Failure != FsError.None ? 1 : concurrency.Limit;
        if (drainThrough is null)
        {
            limit = environment.Clock.GetTimestamp() < Volatile.Read(ref resumeTime) ? 0 : schedule.GetParallel(log, limit);
        }

        if (BlocksUnderWay >= limit)
        {
            return false;
        }

        var order = drainThrough is { } through ? new UploadOrder(through, Partial: true) : schedule.Next(log, Interlocked.Read(ref bytesUnderWay));
        return order is { } wanted && TryBeginBlock(wanted, drainThrough);
    }

    private bool TryBeginBlock(UploadOrder order, ulong? drainThrough)
    {
        if (!environment.Buffers.TryRent(BlocksUnderWay, out var buffer))
        {
            return false;
        }

        // Asked before: one that fails after the look hands back bytes which the look did not see.
        var othersUnderWay = BlocksUnderWay > 0;
        var block = queue.Take(order);
        if (block.Pieces.Count == 0)
        {
            environment.Buffers.Return(buffer);
            if (drainThrough is { } through && !othersUnderWay)
            {
                drains.Complete(through, FsResult.Success);
            }

            return false;
        }

        Interlocked.Increment(ref blocksUnderWay);
        Interlocked.Add(ref bytesUnderWay, block.Length);
        underWay.Add(UploadAsync(block, buffer));
        return true;
    }

    /// <summary>Stores and commits a block and lets go of it. Never throws: what fails is noted, and the bytes are still in the log.</summary>
    private async Task UploadAsync(UploadBlock block, NativeBuffer buffer)
    {
        var length = block.Length;
        var error = FsError.None;
        try
        {
            await (environment.Load.IsBusy ? environment.YieldingThreads : environment.PackingThreads).EnterAsync();
            error = await StoreAsync(block, buffer);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped.
        }
        catch (IOException e)
        {
            error = DiskErrorMap.Map(e);
        }
        catch (Exception e)
        {
            UploadLog.Faulted(environment.Logger, share, e);
            error = FsError.InputOutput;
        }
        finally
        {
            block.Dispose();
            environment.Buffers.Return(buffer);
            Interlocked.Add(ref bytesUnderWay, -length);
            Interlocked.Decrement(ref blocksUnderWay);
        }

        if (error != FsError.None)
        {
            Fail(error);
        }

        Wake();
    }

    private async Task<FsError> StoreAsync(UploadBlock block, NativeBuffer buffer)
    {
        var start = environment.Clock.GetTimestamp();
        var packed = block.Pack(share, buffer.Memory[..BlockCodec.PlainBytesMax]);
        environment.BlocksUnderWay.Add(packed.Block);
        try
        {
            return await StoreAsync(block, packed, start);
        }
        finally
        {
            environment.BlocksUnderWay.Remove(packed.Block);
        }
    }

    private async Task<FsError> StoreAsync(UploadBlock block, BlockBuilder packed, long start)
    {
        var clock = environment.Clock;
        var parts = packed.Finish();
        var putStart = clock.GetTimestamp();
        var putting = blocks.PutAsync(packed.Block, parts, stopping.Token);
        var inPlace = putting.IsCompleted;
        var stored = await putting;
        if (!stored.IsSuccess)
        {
            concurrency.Failed();
            return stored.Error;
        }

        concurrency.Succeeded(block.Length, clock.GetElapsedTime(putStart), inPlace);
        CrashPoint.Reach(CrashPoint.BlockStored);
        content.NoteStored(packed.MakeIndex(), block.Pieces.ConvertAll(static piece => piece.Logged));
        await environment.Threads.EnterAsync();
        var committed = await committer.CommitAsync(packed.Block, block.Pieces, stopping.Token);
        if (committed.IsSuccess)
        {
            Succeed(block.Length, clock.GetElapsedTime(start));
        }

        return committed.Error;
    }

    private void Succeed(long length, TimeSpan duration)
    {
        var log = GetPressure();
        var pause = schedule.GetPause(log, duration);
        Volatile.Write(ref resumeTime, environment.Clock.GetTimestamp() + (long)(pause.TotalSeconds * environment.Clock.TimestampFrequency));
        Interlocked.Increment(ref blocksUploaded);
        Interlocked.Add(ref bytesUploaded, length);
        environment.Metrics.Uploaded(share, length, duration);
        Note(FsError.None);
    }

    /// <summary>Notes a failure, tells those who wait, and has the next try wait a moment.</summary>
    private void Fail(FsError error)
    {
        var clock = environment.Clock;
        Volatile.Write(ref retryTime, clock.GetTimestamp() + (long)(RetryDelay.TotalSeconds * clock.TimestampFrequency));
        Note(error);
        drains.Complete(ulong.MaxValue, error);
    }

    private void Note(FsError error)
    {
        if (Failure != error)
        {
            Failure = error;
            UploadLog.StateChanged(environment.Logger, share, error);
            environment.Metrics.StateChanged(share, error);
        }
    }
}
