using DittoFs.Storage.Blocks;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Packing;

/// <summary>Finds the indexes of one share's blocks: in memory, or in the store.</summary>
internal sealed class BlockIndexLoader(IBlockStore store, ShareId share, BlockIndexCache indexes)
{
    /// <summary>The end of a block that is read at once: the tail of a block of full frames fits well.</summary>
    private const int TailGuess = 4 << 10;

    /// <summary>Finds the index if it is in memory.</summary>
    public bool TryGet(BlockId block, out BlockIndex index) => indexes.TryGet(block, out index);

    /// <summary>Keeps an index that is known without the store.</summary>
    public BlockIndex Add(BlockIndex index) => indexes.AddOrGet(index);

    /// <summary>Drops what is known of a block that is deleted.</summary>
    public void Forget(BlockId block) => indexes.Forget(block);

    /// <summary>The index of a block.</summary>
    /// <returns>
    /// <see cref="FsError.Corrupt"/> for a block that fails a check, <see cref="FsError.NotSupported"/> for one of a newer format, or what the store answered.
    /// </returns>
    public async ValueTask<FsResult<BlockIndex>> GetAsync(BlockId block, CancellationToken cancellationToken)
    {
        if (indexes.TryGet(block, out var cached))
        {
            return cached;
        }

        var length = await store.GetLengthAsync(block, cancellationToken);
        if (!length.IsSuccess)
        {
            return length.Error;
        }

        var frames = await LoadFramesAsync(block, length.Value, cancellationToken);
        return frames.IsSuccess ? indexes.AddOrGet(new BlockIndex(block, frames.Value)) : frames.Error;
    }

    private async ValueTask<FsResult<BlockFrame[]>> LoadFramesAsync(BlockId block, long length, CancellationToken cancellationToken)
    {
        if (length <= BlockCodec.HeaderLength + BlockCodec.FooterLength)
        {
            return FsError.Corrupt;
        }

        // Both at once: with a store behind a network each takes a round trip.
        var header = new byte[BlockCodec.HeaderLength];
        var readingHeader = BlockReader.ExpectAsync(store.ReadAsync(block, 0, header, cancellationToken), header.Length).AsTask();
        var tail = await LoadTailAsync(block, length, cancellationToken);
        var headerRead = await readingHeader;
        return !headerRead.IsSuccess ? headerRead.Error
            : tail.IsSuccess ? BlockCodec.ReadFrames(share, block, header, tail.Value)
            : tail.Error;
    }

    /// <summary>Reads index and footer: mostly with one read, with a second one when there are many frames.</summary>
    private async ValueTask<FsResult<byte[]>> LoadTailAsync(BlockId block, long length, CancellationToken cancellationToken)
    {
        var end = await LoadEndAsync(block, length, (int)Math.Min(TailGuess, length), cancellationToken);
        if (!end.IsSuccess)
        {
            return end;
        }

        if (!BlockCodec.TryReadTailLength(end.Value.AsSpan(^BlockCodec.FooterLength), length, out var tailLength))
        {
            return FsError.Corrupt;
        }

        return tailLength <= end.Value.Length ? end.Value[^tailLength..] : await LoadEndAsync(block, length, tailLength, cancellationToken);
    }

    private async ValueTask<FsResult<byte[]>> LoadEndAsync(BlockId block, long length, int endLength, CancellationToken cancellationToken)
    {
        var end = new byte[endLength];
        var read = await BlockReader.ExpectAsync(store.ReadAsync(block, length - endLength, end, cancellationToken), endLength);
        return read.IsSuccess ? end : read.Error;
    }
}
