using System.Buffers.Binary;
using System.IO.Hashing;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Packing;

/// <summary>
/// The format of a block: the only place that knows it.
/// <code>
/// header  0 magic 8 | 8 version 2 | 10 flags 2 | 12 reserved 4 | 16 block 16 | 32 share 16 | 48 reserved 16          64 bytes
/// frames  stored bytes of each frame, one right after the other
/// index   per frame: stored offset 4 | stored length 4 | plain length 4 | reserved 4 | checksum 8                    24 bytes each
/// footer  0 index offset 4 | 4 frames 4 | 8 plain length 4 | 12 reserved 4 | 16 checksum 8 | 24 magic 8              32 bytes
/// </code>
/// Numbers are little-endian, ids in the order in which they are written as text. A frame holds at most 256 KiB of plain bytes. A frame's checksum is
/// over its stored bytes and is seeded with the block's id and the frame's number, so that a good frame in a wrong place is no good frame. The footer's
/// checksum is over header, index and the footer's fields before it. Both are XXH3 with 64 bits: three times as fast here as CRC-32, and chance passes a
/// damaged frame once in 2^64 and not in 2^32. It is no defence against an attacker; encryption will bring its own tags.
/// </summary>
internal static class BlockCodec
{
    /// <summary>The version that is written.</summary>
    public const ushort CurrentVersion = 1;

    /// <summary>The most plain bytes of one frame.</summary>
    public const int FramePlainBytesMax = 256 << 10;

    /// <summary>The most plain bytes of one block.</summary>
    public const int PlainBytesMax = 16 << 20;

    /// <summary>Length of the header.</summary>
    public const int HeaderLength = 64;

    /// <summary>Length of one frame's entry in the index.</summary>
    public const int EntryLength = 24;

    /// <summary>Length of the footer.</summary>
    public const int FooterLength = 32;

    /// <summary>More frames than this no block has.</summary>
    public const int FramesMax = 4096;

    private const int ChecksumOffset = 16;

    private static ReadOnlySpan<byte> HeaderMagic => "DittoBlk"u8;

    private static ReadOnlySpan<byte> FooterMagic => "DittoEnd"u8;

    /// <summary>The checksum of a frame's stored bytes.</summary>
    public static ulong ComputeFrameChecksum(BlockId block, int frame, ReadOnlySpan<byte> stored)
    {
        Span<byte> place = stackalloc byte[20];
        block.Value.TryWriteBytes(place, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32LittleEndian(place[16..], frame);
        return XxHash3.HashToUInt64(stored, (long)XxHash3.HashToUInt64(place));
    }

    /// <summary>Writes the header into <paramref name="destination"/>, <see cref="HeaderLength"/> long.</summary>
    public static void WriteHeader(ShareId share, BlockId block, Span<byte> destination)
    {
        destination.Clear();
        HeaderMagic.CopyTo(destination);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[8..], CurrentVersion);
        block.Value.TryWriteBytes(destination[16..], bigEndian: true, out _);
        share.Value.TryWriteBytes(destination[32..], bigEndian: true, out _);
    }

    /// <summary>The length of index and footer of a block with <paramref name="frames"/> frames.</summary>
    public static int GetTailLength(int frames) => (frames * EntryLength) + FooterLength;

    /// <summary>Writes index and footer into <paramref name="destination"/>, exactly <see cref="GetTailLength"/> long.</summary>
    public static void WriteTail(ReadOnlySpan<byte> header, ReadOnlySpan<BlockFrame> frames, Span<byte> destination)
    {
        destination.Clear();
        for (var i = 0; i < frames.Length; i++)
        {
            WriteEntry(frames[i], destination[(i * EntryLength)..]);
        }

        var footer = destination[(frames.Length * EntryLength)..];
        BinaryPrimitives.WriteUInt32LittleEndian(footer, frames.IsEmpty ? HeaderLength : frames[^1].StoredEnd);
        BinaryPrimitives.WriteInt32LittleEndian(footer[4..], frames.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(footer[8..], frames.IsEmpty ? 0 : frames[^1].PlainEnd);
        BinaryPrimitives.WriteUInt64LittleEndian(footer[ChecksumOffset..], ComputeTailChecksum(header, destination[..^(FooterLength - ChecksumOffset)]));
        FooterMagic.CopyTo(footer[24..]);
    }

    /// <summary>
    /// Reads how long index and footer are from the footer, the last <see cref="FooterLength"/> bytes of a block. Nothing is proved by it yet; a length that
    /// can't be is refused.
    /// </summary>
    public static bool TryReadTailLength(ReadOnlySpan<byte> footer, long blockLength, out int tailLength)
    {
        tailLength = 0;
        var frames = BinaryPrimitives.ReadInt32LittleEndian(footer[4..]);
        if (!footer[24..].SequenceEqual(FooterMagic) || frames is < 1 or > FramesMax)
        {
            return false;
        }

        tailLength = GetTailLength(frames);
        return BinaryPrimitives.ReadUInt32LittleEndian(footer) == blockLength - tailLength && blockLength - tailLength > HeaderLength;
    }

    /// <summary>
    /// Reads the frames of a block from its header and its tail (index and footer).
    /// </summary>
    /// <returns>
    /// <see cref="FsError.Corrupt"/> when a checksum, an id or a length does not fit; <see cref="FsError.NotSupported"/> for a whole block that a newer
    /// build wrote.
    /// </returns>
    public static FsResult<BlockFrame[]> ReadFrames(ShareId share, BlockId block, ReadOnlySpan<byte> header, ReadOnlySpan<byte> tail)
    {
        var footer = tail[^FooterLength..];
        var checksum = BinaryPrimitives.ReadUInt64LittleEndian(footer[ChecksumOffset..]);
        if (!header.StartsWith(HeaderMagic) || checksum != ComputeTailChecksum(header, tail[..^(FooterLength - ChecksumOffset)]))
        {
            return FsError.Corrupt;
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(header[8..]) != CurrentVersion || BinaryPrimitives.ReadUInt16LittleEndian(header[10..]) != 0)
        {
            return FsError.NotSupported;
        }

        if (new Guid(header.Slice(16, 16), bigEndian: true) != block.Value || new Guid(header.Slice(32, 16), bigEndian: true) != share.Value)
        {
            return FsError.Corrupt;
        }

        return ReadEntries(tail[..^FooterLength], footer) is { } frames ? frames : FsError.Corrupt;
    }

    private static void WriteEntry(BlockFrame frame, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, frame.StoredOffset);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], frame.StoredLength);
        BinaryPrimitives.WriteInt32LittleEndian(destination[8..], frame.PlainLength);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], frame.Checksum);
    }

    /// <summary>The frames of an index that passed its checksum; null when they do not lie one after the other as this version writes them.</summary>
    private static BlockFrame[]? ReadEntries(ReadOnlySpan<byte> index, ReadOnlySpan<byte> footer)
    {
        var frames = new BlockFrame[index.Length / EntryLength];
        uint stored = HeaderLength, plain = 0;
        for (var i = 0; i < frames.Length; i++)
        {
            var entry = index[(i * EntryLength)..];
            var length = BinaryPrimitives.ReadInt32LittleEndian(entry[8..]);
            frames[i] = new BlockFrame(
                BinaryPrimitives.ReadUInt32LittleEndian(entry),
                BinaryPrimitives.ReadInt32LittleEndian(entry[4..]),
                plain,
                length,
                BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]));
            if (frames[i].StoredOffset != stored || frames[i].StoredLength != length || length is < 1 or > FramePlainBytesMax)
            {
                return null;
            }

            (stored, plain) = (frames[i].StoredEnd, frames[i].PlainEnd);
        }

        var fits = stored == BinaryPrimitives.ReadUInt32LittleEndian(footer) && plain == BinaryPrimitives.ReadUInt32LittleEndian(footer[8..]);
        return fits && plain <= PlainBytesMax ? frames : null;
    }

    private static ulong ComputeTailChecksum(ReadOnlySpan<byte> header, ReadOnlySpan<byte> indexAndFields)
    {
        var hash = new XxHash3();
        hash.Append(header);
        hash.Append(indexAndFields);
        return hash.GetCurrentHashAsUInt64();
    }
}
