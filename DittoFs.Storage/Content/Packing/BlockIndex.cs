using System.Diagnostics;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Packing;

/// <summary>The frames of one block, and which of them were seen to be whole. Shared by all readers of the block.</summary>
internal sealed class BlockIndex(BlockId block, BlockFrame[] frames)
{
    private const int OverheadBytes = 200;
    private const int FrameBytes = 24;

    private readonly ulong[] verified = new ulong[(frames.Length + 63) / 64];

    /// <summary>The block.</summary>
    public BlockId Block => block;

    /// <summary>The number of frames.</summary>
    public int Count => frames.Length;

    /// <summary>Plain bytes in the block.</summary>
    public uint PlainLength => frames[^1].PlainEnd;

    /// <summary>Memory that this takes, in bytes.</summary>
    public long MemoryBytes => OverheadBytes + (frames.Length * FrameBytes);

    /// <summary>A frame by number.</summary>
    public BlockFrame this[int frame] => frames[frame];

    /// <summary>The number of the frame with the plain byte at <paramref name="plainOffset"/>, which is below <see cref="PlainLength"/>.</summary>
    public int FindFrame(uint plainOffset)
    {
        Debug.Assert(plainOffset < PlainLength, "callers check the range first");
        int low = 0, high = frames.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (frames[middle].PlainOffset <= plainOffset)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    /// <summary>True if all plain bytes from <paramref name="plainOffset"/> on, <paramref name="length"/> of them, are in the block.</summary>
    public bool Contains(uint plainOffset, int length) => plainOffset + (ulong)length <= PlainLength;

    /// <summary>True if the frame was seen to pass its checksum.</summary>
    public bool IsVerified(int frame) => (Volatile.Read(ref verified[frame / 64]) & (1UL << frame)) != 0;

    /// <summary>
    /// Where in the block the plain bytes at <paramref name="plainOffset"/> lie as they are, when every frame of the range was verified.
    /// </summary>
    public bool TryMapVerified(uint plainOffset, int length, out long storedOffset)
    {
        storedOffset = 0;
        if (length == 0 || !Contains(plainOffset, length))
        {
            return false;
        }

        var first = FindFrame(plainOffset);
        for (var frame = first; frame < frames.Length && frames[frame].PlainOffset < plainOffset + length; frame++)
        {
            if (!IsVerified(frame))
            {
                return false;
            }
        }

        // Frames lie one after the other and are stored as they are, so a range that crosses them is one range of the block.
        storedOffset = frames[first].StoredOffset + (plainOffset - frames[first].PlainOffset);
        return true;
    }

    /// <summary>True if these are the frame's stored bytes, whatever was checked before.</summary>
    public bool Matches(int frame, ReadOnlySpan<byte> stored) => BlockCodec.ComputeFrameChecksum(block, frame, stored) == frames[frame].Checksum;

    /// <summary>Checks a frame's stored bytes, unless they were checked before.</summary>
    public bool Verify(int frame, ReadOnlySpan<byte> stored)
    {
        if (IsVerified(frame))
        {
            return true;
        }

        if (!Matches(frame, stored))
        {
            return false;
        }

        Interlocked.Or(ref verified[frame / 64], 1UL << frame);
        return true;
    }
}
