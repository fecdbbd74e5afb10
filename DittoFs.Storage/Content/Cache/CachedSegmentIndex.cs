using System.Buffers.Binary;
using System.IO.Hashing;
using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Cache;

/// <summary>
/// What lies where in a file of the disk cache, in a file of its own beside it (<c>.idx</c>), so that a start needs to read no segment.
/// <code>
///  0 magic 8 "DITTOCIX" | 8 format version 2 | 10 reserved 6 | 16 age 8 (rises from file to file) | 24 blocks 4 | 28 parts 4
/// 32 each block: id 16 | frames 4 | reserved 4 | each frame: length 4 | reserved 4 | checksum 8
///    each part: block (by its place above) 4 | frame 4 | offset in the frame 4 | length 4 | offset in the file 8
///    XXH3 of all above 8
/// </code>
/// Numbers are little-endian.
/// </summary>
/// <param name="Age">Files with a lower one are older.</param>
/// <param name="Parts">Parts of frames in the file.</param>
internal sealed record CachedSegmentIndex(ulong Age, IReadOnlyList<CachedSegmentIndex.Part> Parts)
{
    private const int HeaderLength = 32;
    private const int BlockLength = 24;
    private const int FrameLength = 16;
    private const int PartLength = 24;
    private const int ChecksumLength = 8;
    private const ushort CurrentFormatVersion = 1;

    /// <summary>The path of the index of the segment at <paramref name="segmentPath"/>.</summary>
    public static string GetPath(string segmentPath) => System.IO.Path.ChangeExtension(segmentPath, ".idx");

    /// <summary>The stored form.</summary>
    public byte[] Encode()
    {
        var blocks = Parts.Select(static part => part.Block).DistinctBy(static block => block.Block).ToList();
        var places = blocks.Select(static (block, place) => (block.Block, place)).ToDictionary(static entry => entry.Block, static entry => entry.place);
        var bytes = new byte[HeaderLength + blocks.Sum(static block => BlockLength + (block.Count * FrameLength)) + (Parts.Count * PartLength) + ChecksumLength];
        var rest = bytes.AsSpan();
        "DITTOCIX"u8.CopyTo(rest);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[8..], CurrentFormatVersion);
        BinaryPrimitives.WriteUInt64LittleEndian(rest[16..], Age);
        BinaryPrimitives.WriteInt32LittleEndian(rest[24..], blocks.Count);
        BinaryPrimitives.WriteInt32LittleEndian(rest[28..], Parts.Count);
        rest = rest[HeaderLength..];
        foreach (var block in blocks)
        {
            rest = WriteBlock(block, rest);
        }

        foreach (var part in Parts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, places[part.Block.Block]);
            BinaryPrimitives.WriteInt32LittleEndian(rest[4..], part.Frame);
            BinaryPrimitives.WriteInt32LittleEndian(rest[8..], part.FrameOffset);
            BinaryPrimitives.WriteInt32LittleEndian(rest[12..], part.Length);
            BinaryPrimitives.WriteInt64LittleEndian(rest[16..], part.FileOffset);
            rest = rest[PartLength..];
        }

        BinaryPrimitives.WriteUInt64LittleEndian(rest, XxHash3.HashToUInt64(bytes.AsSpan(0, bytes.Length - ChecksumLength)));
        return bytes;
    }

    /// <summary>Reads a stored form; null for anything that is not exactly one.</summary>
    public static CachedSegmentIndex? TryDecode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength + ChecksumLength || !bytes.StartsWith("DITTOCIX"u8)
            || BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) != CurrentFormatVersion
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes[^ChecksumLength..]) != XxHash3.HashToUInt64(bytes[..^ChecksumLength]))
        {
            return null;
        }

        var blocks = new BlockIndex[BinaryPrimitives.ReadInt32LittleEndian(bytes[24..])];
        var parts = new Part[BinaryPrimitives.ReadInt32LittleEndian(bytes[28..])];
        var rest = bytes[HeaderLength..];
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i] = ReadBlock(ref rest);
        }

        for (var i = 0; i < parts.Length; i++, rest = rest[PartLength..])
        {
            parts[i] = new Part(
                blocks[BinaryPrimitives.ReadInt32LittleEndian(rest)],
                BinaryPrimitives.ReadInt32LittleEndian(rest[4..]),
                BinaryPrimitives.ReadInt32LittleEndian(rest[8..]),
                BinaryPrimitives.ReadInt32LittleEndian(rest[12..]),
                BinaryPrimitives.ReadInt64LittleEndian(rest[16..]));
        }

        return new CachedSegmentIndex(BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]), parts);
    }

    private static Span<byte> WriteBlock(BlockIndex block, Span<byte> rest)
    {
        block.Block.Value.TryWriteBytes(rest, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32LittleEndian(rest[16..], block.Count);
        rest = rest[BlockLength..];
        for (var frame = 0; frame < block.Count; frame++, rest = rest[FrameLength..])
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, block[frame].StoredLength);
            BinaryPrimitives.WriteUInt64LittleEndian(rest[8..], block[frame].Checksum);
        }

        return rest;
    }

    private static BlockIndex ReadBlock(ref ReadOnlySpan<byte> rest)
    {
        var id = new BlockId(new Guid(rest[..16], bigEndian: true));
        var frames = new BlockFrame[BinaryPrimitives.ReadInt32LittleEndian(rest[16..])];
        rest = rest[BlockLength..];
        uint stored = BlockCodec.HeaderLength, plain = 0;
        for (var i = 0; i < frames.Length; i++, rest = rest[FrameLength..])
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest);
            frames[i] = new BlockFrame(stored, length, plain, length, BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]));
            (stored, plain) = (frames[i].StoredEnd, frames[i].PlainEnd);
        }

        return new BlockIndex(id, frames);
    }

    /// <summary>A part of a frame's stored bytes in the file.</summary>
    internal readonly record struct Part(BlockIndex Block, int Frame, int FrameOffset, int Length, long FileOffset);
}
