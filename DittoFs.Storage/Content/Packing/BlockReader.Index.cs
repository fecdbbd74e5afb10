using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Packing;

/// <content>Loading a block's index.</content>
internal sealed partial class BlockReader
{
    /// <summary>The end of a block that is read at once: the tail of a block of full frames fits well.</summary>
    private const int TailGuess = 4 << 10;

    private async ValueTask<FsResult<BlockIndex>> GetIndexAsync(BlockId block, CancellationToken cancellationToken)
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

        var header = new byte[BlockCodec.HeaderLength];
        var headerRead = await ExpectAsync(store.ReadAsync(block, 0, header, cancellationToken), header.Length);
        if (!headerRead.IsSuccess)
        {
            return headerRead.Error;
        }

        var tail = await LoadTailAsync(block, length, cancellationToken);
        return tail.IsSuccess ? BlockCodec.ReadFrames(share, block, header, tail.Value) : tail.Error;
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
        var read = await ExpectAsync(store.ReadAsync(block, length - endLength, end, cancellationToken), endLength);
        return read.IsSuccess ? end : read.Error;
    }
}
