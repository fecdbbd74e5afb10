using System.Diagnostics;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Packing;

/// <summary>
/// Packs bytes into a block. Bytes are copied once, into the caller's buffer, or read straight into it (<see cref="GetMemory"/>); the parts of the finished
/// block lie in that buffer, which stays the caller's. One user at a time.
/// </summary>
internal sealed class BlockBuilder
{
    private readonly Memory<byte> buffer;
    private readonly List<BlockFrame> frames = [];
    private readonly byte[] header = new byte[BlockCodec.HeaderLength];
    private int lastLength;
    private byte[]? tail;

    /// <summary>An empty block of <paramref name="share"/>.</summary>
    /// <param name="share">Whose block.</param>
    /// <param name="block">Its id.</param>
    /// <param name="buffer">Holds the plain bytes; no longer than <see cref="BlockCodec.PlainBytesMax"/>.</param>
    public BlockBuilder(ShareId share, BlockId block, Memory<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(buffer.Length, BlockCodec.PlainBytesMax);
        (Block, this.buffer) = (block, buffer);
        BlockCodec.WriteHeader(share, block, header);
    }

    /// <summary>The block's id.</summary>
    public BlockId Block { get; }

    /// <summary>Plain bytes in the block by now.</summary>
    public int PlainLength => (int)(frames.Count == 0 ? 0 : frames[^1].PlainEnd) + lastLength;

    /// <summary>Plain bytes that still go in.</summary>
    public int Room => buffer.Length - PlainLength;

    /// <summary>Appends <paramref name="bytes"/>, which fit into <see cref="Room"/>.</summary>
    /// <returns>Where in the block's plain bytes they begin.</returns>
    public uint Append(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, Room);
        var offset = (uint)PlainLength;
        while (!bytes.IsEmpty)
        {
            var free = GetMemory().Span;
            var length = Math.Min(free.Length, bytes.Length);
            bytes[..length].CopyTo(free);
            Advance(length);
            bytes = bytes[length..];
        }

        return offset;
    }

    /// <summary>The free part of the present frame, to be filled and then counted by <see cref="Advance"/>; empty when there is no <see cref="Room"/>.</summary>
    public Memory<byte> GetMemory()
    {
        ThrowIfFinished();
        return buffer.Slice(PlainLength, Math.Min(BlockCodec.FramePlainBytesMax - lastLength, Room));
    }

    /// <summary>Takes the first <paramref name="length"/> bytes of what <see cref="GetMemory"/> returned last.</summary>
    public void Advance(int length)
    {
        ThrowIfFinished();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Math.Min(BlockCodec.FramePlainBytesMax - lastLength, Room));
        lastLength += length;
        if (lastLength == BlockCodec.FramePlainBytesMax)
        {
            CloseFrame();
        }
    }

    /// <summary>Ends the block, which must not be empty; nothing can be added any more.</summary>
    /// <returns>The parts of the block, good as long as the buffer is.</returns>
    public IReadOnlyList<ReadOnlyMemory<byte>> Finish()
    {
        ThrowIfFinished();
        if (lastLength > 0)
        {
            CloseFrame();
        }

        if (frames.Count == 0)
        {
            throw new InvalidOperationException("A block holds at least one byte.");
        }

        Debug.Assert(frames[^1].StoredEnd == BlockCodec.HeaderLength + PlainLength, "what is stored is what is plain, so the frames lie one right after the other");
        tail = new byte[BlockCodec.GetTailLength(frames.Count)];
        BlockCodec.WriteTail(header, frames.ToArray(), tail);
        return [header, buffer[..PlainLength], tail];
    }

    /// <summary>The index of the finished block.</summary>
    public BlockIndex MakeIndex() => new(Block, [.. frames]);

    private void CloseFrame()
    {
        var (stored, plain) = frames.Count == 0 ? (BlockCodec.HeaderLength, 0U) : (frames[^1].StoredEnd, frames[^1].PlainEnd);
        var checksum = BlockCodec.ComputeFrameChecksum(Block, frames.Count, buffer.Span.Slice((int)plain, lastLength));
        frames.Add(new BlockFrame(stored, lastLength, plain, lastLength, checksum));
        lastLength = 0;
    }

    private void ThrowIfFinished()
    {
        if (tail is not null)
        {
            throw new InvalidOperationException("The block is finished.");
        }
    }
}
