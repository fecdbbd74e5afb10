using System.Buffers;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Packing;

/// <summary>
/// Reads plain bytes out of the blocks of one share and never returns one that did not pass its check. A frame is checked the first time that it is
/// touched, which reads it whole; after that, ranges of it are read as they are wanted, straight into the destination. What was checked is
/// remembered with the block's index as long as that is cached.
/// </summary>
/// <remarks>Many readers may use it at once. A read completes synchronously when the store's reads do.</remarks>
internal sealed class BlockReader(IBlockStore store, ShareId share, BlockIndexCache cache) : IBlockReader
{
    private readonly BlockIndexLoader indexes = new(store, share, cache);

    /// <inheritdoc/>
    public CacheReads? Reads => null;

    /// <inheritdoc/>
    public ValueTask<FsResult> ReadAsync(BlockId block, uint plainOffset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (!indexes.TryGet(block, out var index) || !index.TryMapVerified(plainOffset, destination.Length, out var storedOffset))
        {
            return ReadCheckedAsync(block, plainOffset, destination, cancellationToken);
        }

        var pending = store.ReadAsync(block, storedOffset, destination, cancellationToken);
        return pending.IsCompletedSuccessfully
            ? new(Expect(pending.Result, destination.Length))
            : ExpectAsync(pending, destination.Length);
    }

    /// <inheritdoc/>
    public bool TryReadCached(BlockId block, uint plainOffset, Span<byte> destination) =>
        indexes.TryGet(block, out var index)
        && index.TryMapVerified(plainOffset, destination.Length, out var storedOffset)
        && store.TryReadCached(block, storedOffset, destination);

    /// <inheritdoc/>
    /// <remarks>Brings the bytes into the system's cache, and checks their frames, so that the reader gets them at once.</remarks>
    public async ValueTask<FsResult> PrefetchAsync(BlockId block, uint plainOffset, int length, CancellationToken cancellationToken)
    {
        var loaded = await indexes.GetAsync(block, cancellationToken);
        if (!loaded.IsSuccess)
        {
            return loaded.Error;
        }

        var index = loaded.Value;
        if (!index.Contains(plainOffset, length))
        {
            return FsError.Corrupt;
        }

        var last = length == 0 ? -1 : index.FindFrame(plainOffset + (uint)length - 1);
        for (var frame = index.FindFrame(plainOffset); frame <= last && !cancellationToken.IsCancellationRequested; frame++)
        {
            var read = index.IsVerified(frame) ? 0 : await CheckAndCopyAsync(index, frame, 0, default, cancellationToken);
            if (!read.IsSuccess)
            {
                return read.Error;
            }
        }

        return FsResult.Success;
    }

    /// <inheritdoc/>
    public void Stored(BlockIndex index, IReadOnlyList<LoggedPiece> pieces)
    {
    }

    /// <inheritdoc/>
    public void Forget(BlockId block) => indexes.Forget(block);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<FsResult> ReadCheckedAsync(BlockId block, uint plainOffset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var loaded = await indexes.GetAsync(block, cancellationToken);
        if (!loaded.IsSuccess)
        {
            return loaded.Error;
        }

        if (!loaded.Value.Contains(plainOffset, destination.Length))
        {
            return FsError.Corrupt;
        }

        while (!destination.IsEmpty)
        {
            var read = await ReadSomeAsync(loaded.Value, plainOffset, destination, cancellationToken);
            if (!read.IsSuccess)
            {
                return read.Error;
            }

            plainOffset += (uint)read.Value;
            destination = destination[read.Value..];
        }

        return FsResult.Success;
    }

    /// <summary>Reads a run of whole frames, or a part of one frame.</summary>
    private ValueTask<FsResult<int>> ReadSomeAsync(BlockIndex index, uint plainOffset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var number = index.FindFrame(plainOffset);
        var frame = index[number];
        var part = destination[..(int)Math.Min(frame.PlainEnd - plainOffset, (uint)destination.Length)];
        if (part.Length == frame.PlainLength)
        {
            return ReadWholeFramesAsync(index, number, destination, cancellationToken);
        }

        return index.IsVerified(number)
            ? ReadPartAsync(index, frame.StoredOffset + (plainOffset - frame.PlainOffset), part, cancellationToken)
            : CheckAndCopyAsync(index, number, (int)(plainOffset - frame.PlainOffset), part, cancellationToken);
    }

    private async ValueTask<FsResult<int>> ReadPartAsync(BlockIndex index, long storedOffset, Memory<byte> part, CancellationToken cancellationToken)
    {
        var read = await ExpectAsync(store.ReadAsync(index.Block, storedOffset, part, cancellationToken), part.Length);
        return read.IsSuccess ? part.Length : read.Error;
    }

    /// <summary>Reads as many whole frames as fit with one call of the store, into their place, and checks them there.</summary>
    private async ValueTask<FsResult<int>> ReadWholeFramesAsync(BlockIndex index, int first, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var last = first;
        while (index[last].PlainEnd < index.PlainLength && index[last + 1].PlainEnd - index[first].PlainOffset <= destination.Length)
        {
            last++;
        }

        var run = destination[..(int)(index[last].PlainEnd - index[first].PlainOffset)];
        var read = await ExpectAsync(store.ReadAsync(index.Block, index[first].StoredOffset, run, cancellationToken), run.Length);
        for (var frame = first; read.IsSuccess && frame <= last; frame++)
        {
            var stored = run.Span.Slice((int)(index[frame].PlainOffset - index[first].PlainOffset), index[frame].StoredLength);
            read = index.Verify(frame, stored) ? read : FsError.Corrupt;
        }

        return read.IsSuccess ? run.Length : read.Error;
    }

    private async ValueTask<FsResult<int>> CheckAndCopyAsync(
        BlockIndex index, int number, int offset, Memory<byte> part, CancellationToken cancellationToken)
    {
        var frame = index[number];
        var buffer = ArrayPool<byte>.Shared.Rent(frame.StoredLength);
        try
        {
            var stored = buffer.AsMemory(0, frame.StoredLength);
            var read = await ExpectAsync(store.ReadAsync(index.Block, frame.StoredOffset, stored, cancellationToken), stored.Length);
            if (!read.IsSuccess)
            {
                return read.Error;
            }

            if (!index.Verify(number, stored.Span))
            {
                return FsError.Corrupt;
            }

            stored.Slice(offset, part.Length).CopyTo(part);
            return part.Length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Turns a read that got less than <paramref name="length"/> bytes into <see cref="FsError.Corrupt"/>.</summary>
    public static async ValueTask<FsResult> ExpectAsync(ValueTask<FsResult<int>> pending, int length) => Expect(await pending, length);

    /// <summary>A block that ends within a frame that its index names has lost its end.</summary>
    private static FsResult Expect(FsResult<int> read, int length)
    {
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        return read.Value == length ? FsResult.Success : FsError.Corrupt;
    }
}
