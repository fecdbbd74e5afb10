using System.Buffers;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Threads;

namespace DittoFs.Storage.Content.Cache;

/// <summary>
/// Reads blocks of a store behind a network: a frame comes from memory, else from this machine's disk, else from the store, whole and checked each time that it
/// comes into memory. A frame that several want is fetched once.
/// </summary>
internal sealed class CachingBlockReader : IBlockReader
{
    /// <summary>The most that one call of the store fetches.</summary>
    public const int RunBytesMax = 2 << 20;

    private const int AttemptsMax = 2;

    private readonly IBlockStore store;
    private readonly BlockIndexLoader indexes;
    private readonly FrameCache memory;
    private readonly IFrameStore disk;
    private readonly StorageThreads threads;
    private readonly CacheReadCounter counter;
    private readonly Lock gate = new();
    private readonly Dictionary<FrameKey, FrameRun> underWay = [];
    private readonly CallGate fetches = new();

    /// <summary>Reads the blocks of <paramref name="share"/> in <paramref name="store"/>.</summary>
    public CachingBlockReader(
        IBlockStore store, ShareId share, BlockIndexCache indexes, FrameCache memory, IFrameStore disk, StorageThreads threads, CacheMetrics metrics)
    {
        (this.store, this.indexes) = (store, new BlockIndexLoader(store, share, indexes));
        (this.memory, this.disk, this.threads, counter) = (memory, disk, threads, new CacheReadCounter(metrics));
    }

    /// <inheritdoc/>
    public CacheReads? Reads => counter.Reads;

    /// <inheritdoc/>
    public bool TryReadCached(BlockId block, uint plainOffset, Span<byte> destination)
    {
        if (!indexes.TryGet(block, out var index) || !index.Contains(plainOffset, destination.Length))
        {
            return false;
        }

        var from = plainOffset;
        while (!destination.IsEmpty)
        {
            var number = index.FindFrame(from);
            var part = destination[..(int)Math.Min(index[number].PlainEnd - from, (uint)destination.Length)];
            if (!memory.TryRead(new FrameKey(block, number), (int)(from - index[number].PlainOffset), part))
            {
                return false;
            }

            from += (uint)part.Length;
            destination = destination[part.Length..];
        }

        counter.FromMemory((int)(from - plainOffset));
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask<FsResult> ReadAsync(BlockId block, uint plainOffset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var found = await FindAsync(block, plainOffset, destination.Length, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var index = found.Value;
        for (var from = plainOffset; !destination.IsEmpty;)
        {
            var number = index.FindFrame(from);
            var part = destination[..(int)Math.Min(index[number].PlainEnd - from, (uint)destination.Length)];
            var last = index.FindFrame(from + (uint)destination.Length - 1);
            var read = await ReadFrameAsync(index, number, last, (int)(from - index[number].PlainOffset), part, cancellationToken);
            if (!read.IsSuccess)
            {
                return read;
            }

            from += (uint)part.Length;
            destination = destination[part.Length..];
        }

        return FsResult.Success;
    }

    /// <inheritdoc/>
    public async ValueTask<FsResult> PrefetchAsync(BlockId block, uint plainOffset, int length, CancellationToken cancellationToken)
    {
        var found = await FindAsync(block, plainOffset, length, cancellationToken);
        if (!found.IsSuccess || length == 0)
        {
            return found.Error;
        }

        var index = found.Value;
        var last = index.FindFrame(plainOffset + (uint)length - 1);
        List<Task<FsResult>> runs = [];
        for (var number = index.FindFrame(plainOffset); number <= last && !cancellationToken.IsCancellationRequested; number++)
        {
            if (!memory.Contains(new FrameKey(block, number)))
            {
                var run = Fetch(index, number, last);
                runs.Add(run.Completion.Task);
                number = run.Last;
            }
        }

        var results = await Task.WhenAll(runs);
        return Array.Find(results, static result => !result.IsSuccess);
    }

    /// <inheritdoc/>
    public void Stored(BlockIndex index, IReadOnlyList<LoggedPiece> pieces)
    {
        indexes.Add(index);
        disk.Note(index, pieces);
    }

    /// <inheritdoc/>
    public void Forget(BlockId block)
    {
        indexes.Forget(block);
        disk.Forget(block);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await fetches.CloseAsync();

    private async ValueTask<FsResult<BlockIndex>> FindAsync(BlockId block, uint plainOffset, int length, CancellationToken cancellationToken)
    {
        if (!indexes.TryGet(block, out var index) && !disk.TryGetIndex(block, out index))
        {
            var loaded = await indexes.GetAsync(block, cancellationToken);
            if (!loaded.IsSuccess)
            {
                return loaded;
            }

            index = loaded.Value;
        }

        return index.Contains(plainOffset, length) ? index : FsError.Corrupt;
    }

    private async ValueTask<FsResult> ReadFrameAsync(
        BlockIndex index, int number, int last, int offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var key = new FrameKey(index.Block, number);
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            if (memory.TryRead(key, offset, destination.Span))
            {
                counter.FromMemory(destination.Length);
                return FsResult.Success;
            }

            var run = Fetch(index, number, last);
            var fetched = await run.Completion.Task.WaitAsync(cancellationToken);
            if (!fetched.IsSuccess && run.First == run.Last)
            {
                return fetched;
            }
        }

        // Either others push frames out as fast as they come, or a frame beside this one has a fault: this one is read by itself.
        return memory.TryRead(key, offset, destination.Span) ? FsResult.Success : await ReadAroundAsync(index, number, offset, destination, cancellationToken);
    }

    /// <summary>The run under way that has the frame, or a new one with it and with what is missing right behind it, up to <paramref name="last"/>.</summary>
    private FrameRun Fetch(BlockIndex index, int number, int last)
    {
        FrameRun run;
        lock (gate)
        {
            if (underWay.TryGetValue(new FrameKey(index.Block, number), out var present))
            {
                return present;
            }

            var end = number;
            while (end < last && index[end + 1].StoredEnd - index[number].StoredOffset <= RunBytesMax && IsMissing(new FrameKey(index.Block, end + 1)))
            {
                end++;
            }

            run = new FrameRun(index, number, end);
            for (var frame = number; frame <= end; frame++)
            {
                underWay.Add(new FrameKey(index.Block, frame), run);
            }
        }

        _ = FetchAsync(run);
        return run;
    }

    private bool IsMissing(FrameKey key) => !underWay.ContainsKey(key) && !memory.Contains(key);

    /// <summary>Brings a run's frames into memory. It is nobody's own, so nobody's cancellation ends it; the store's limits do.</summary>
    private async Task FetchAsync(FrameRun run)
    {
        if (!fetches.TryEnter())
        {
            End(run, FsError.Unavailable);
            return;
        }

        try
        {
            await threads.EnterAsync();
            End(run, await LoadAsync(run));
        }
        catch (Exception e)
        {
            // A fault belongs to who reads, and must not keep others from trying again.
            Remove(run);
            run.Completion.SetException(e);
        }
        finally
        {
            fetches.Exit();
        }
    }

    private async Task<FsResult> LoadAsync(FrameRun run)
    {
        var index = run.Index;
        var first = run.First;
        var buffer = ArrayPool<byte>.Shared.Rent(run.Length);
        try
        {
            while (first <= run.Last && TryLoadFromDisk(index, first, buffer.AsSpan(0, index[first].StoredLength)))
            {
                first++;
            }

            return first > run.Last ? FsResult.Success : await LoadFromStoreAsync(index, first, run.Last, buffer);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Bytes of the disk cache count only if they are the frame's: anything may have happened to its files.</summary>
    private bool TryLoadFromDisk(BlockIndex index, int number, Span<byte> stored)
    {
        var key = new FrameKey(index.Block, number);
        if (!disk.TryRead(key, stored))
        {
            return false;
        }

        if (!index.Matches(number, stored))
        {
            disk.Forget(index.Block);
            return false;
        }

        counter.FromDisk(stored.Length);
        memory.Add(key, stored);
        return true;
    }

    private async Task<FsResult> LoadFromStoreAsync(BlockIndex index, int first, int last, byte[] buffer)
    {
        var run = buffer.AsMemory(0, (int)(index[last].StoredEnd - index[first].StoredOffset));
        var read = await BlockReader.ExpectAsync(store.ReadAsync(index.Block, index[first].StoredOffset, run, CancellationToken.None), run.Length);
        if (!read.IsSuccess)
        {
            return read;
        }

        // The store's thread may not wait for this machine's disk.
        await threads.EnterAsync();
        counter.FromStore(run.Length);
        for (var number = first; number <= last; number++)
        {
            var stored = run.Slice((int)(index[number].StoredOffset - index[first].StoredOffset), index[number].StoredLength);
            if (!index.Matches(number, stored.Span))
            {
                read = FsError.Corrupt;
                continue;
            }

            memory.Add(new FrameKey(index.Block, number), stored.Span);
            disk.Add(index, number, stored);
        }

        return read;
    }

    private async ValueTask<FsResult> ReadAroundAsync(BlockIndex index, int number, int offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(index[number].StoredLength);
        try
        {
            var stored = buffer.AsMemory(0, index[number].StoredLength);
            var read = await BlockReader.ExpectAsync(store.ReadAsync(index.Block, index[number].StoredOffset, stored, cancellationToken), stored.Length);
            if (!read.IsSuccess)
            {
                return read;
            }

            if (!index.Matches(number, stored.Span))
            {
                return FsError.Corrupt;
            }

            stored.Slice(offset, destination.Length).CopyTo(destination);
            return FsResult.Success;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void End(FrameRun run, FsResult result)
    {
        Remove(run);
        run.Completion.SetResult(result);
    }

    private void Remove(FrameRun run)
    {
        lock (gate)
        {
            for (var number = run.First; number <= run.Last; number++)
            {
                underWay.Remove(new FrameKey(run.Index.Block, number));
            }
        }
    }

    private sealed class FrameRun(BlockIndex index, int first, int last)
    {
        public BlockIndex Index { get; } = index;

        public int First { get; } = first;

        public int Last { get; } = last;

        public int Length => (int)(Index[Last].StoredEnd - Index[First].StoredOffset);

        public TaskCompletionSource<FsResult> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
