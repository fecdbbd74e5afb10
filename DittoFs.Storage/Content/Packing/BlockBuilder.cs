using System.Buffers;
using System.Diagnostics;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Packing;

/// <summary>
/// Packs bytes into a block. Bytes are copied once, into pooled frames, or read straight into them (<see cref="GetMemory"/>); the parts of the finished
/// block are those frames. One user at a time. Dispose it when the parts are stored: they lie in its buffers.
/// </summary>
internal sealed class BlockBuilder : IDisposable
{
    private readonly List<byte[]> buffers = [];
    private readonly List<BlockFrame> frames = [];
    private readonly byte[] header = new byte[BlockCodec.HeaderLength];
    private int lastLength;
    private byte[]? tail;

    /// <summary>An empty block of <paramref name="share"/>.</summary>
    public BlockBuilder(ShareId share, BlockId block)
    {
        Block = block;
        BlockCodec.WriteHeader(share, block, header);
    }

    /// <summary>The block's id.</summary>
    public BlockId Block { get; }

    /// <summary>Plain bytes in the block by now.</summary>
    public int PlainLength => (int)(frames.Count == 0 ? 0 : frames[^1].PlainEnd) + lastLength;

    /// <summary>Plain bytes that still go in.</summary>
    public int Room => BlockCodec.PlainBytesMax - PlainLength;

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
        if (Room == 0)
        {
            return default;
        }

        if (frames.Count == buffers.Count)
        {
            buffers.Add(ArrayPool<byte>.Shared.Rent(BlockCodec.FramePlainBytesMax));
        }

        return buffers[^1].AsMemory(lastLength, Math.Min(BlockCodec.FramePlainBytesMax - lastLength, Room));
    }

    /// <summary>Takes the first <paramref name="length"/> bytes of what <see cref="GetMemory"/> returned last.</summary>
    public void Advance(int length)
    {
        ThrowIfFinished();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, BlockCodec.FramePlainBytesMax - lastLength);
        lastLength += length;
        if (lastLength == BlockCodec.FramePlainBytesMax)
        {
            CloseFrame();
        }
    }

    /// <summary>Ends the block, which must not be empty; nothing can be added any more.</summary>
    /// <returns>The parts of the block, good until this is disposed.</returns>
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

        tail = new byte[BlockCodec.GetTailLength(frames.Count)];
        BlockCodec.WriteTail(header, frames.ToArray(), tail);
        return [header, .. frames.Select((frame, number) => (ReadOnlyMemory<byte>)buffers[number].AsMemory(0, frame.StoredLength)), tail];
    }

    /// <summary>The index of the finished block.</summary>
    public BlockIndex MakeIndex() => new(Block, [.. frames]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in buffers)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        buffers.Clear();
        frames.Clear();
    }

    private void CloseFrame()
    {
        Debug.Assert(buffers.Count == frames.Count + 1, "the last buffer is the open frame's");
        var checksum = BlockCodec.ComputeFrameChecksum(Block, frames.Count, buffers[^1].AsSpan(0, lastLength));
        var (stored, plain) = frames.Count == 0 ? (BlockCodec.HeaderLength, 0U) : (frames[^1].StoredEnd, frames[^1].PlainEnd);
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
