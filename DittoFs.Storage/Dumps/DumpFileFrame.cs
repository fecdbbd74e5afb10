using System.Buffers.Binary;
using System.IO.Hashing;
using DittoFs.Storage.Content.Packing;

namespace DittoFs.Storage.Dumps;

/// <summary>The head of a part of a dump in a file.</summary>
/// <remarks>
/// <code>
/// "DITTOFS-DUMP-1\n" 15 | 0 1 | share 16                              once; the share's id as it is written
/// kind 4 | part 4 | length 4 | CRC-32 of the bytes 4 | bytes           little-endian; the manifest is the last, and nothing is behind it
/// </code>
/// Kinds, what the parts hold and the manifest are those of dumps beside blocks.
/// </remarks>
internal readonly record struct DumpFileFrame(ReservedKind Kind, uint Part, int Length, uint Checksum)
{
    /// <summary>Length of what stands before the first part.</summary>
    public const int FileHeadBytes = 32;

    /// <summary>Length of what stands before the bytes of a part.</summary>
    public const int HeadBytes = 16;

    /// <summary>The greatest part.</summary>
    public const int PartBytesMax = BlockCodec.PlainBytesMax;

    /// <summary>What a file begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "DITTOFS-DUMP-1\n\0"u8;

    /// <summary>The head of a part with <paramref name="bytes"/>.</summary>
    public static DumpFileFrame Of(ReservedKind kind, uint part, ReadOnlySpan<byte> bytes) => new(kind, part, bytes.Length, Crc32.HashToUInt32(bytes));

    /// <summary>Reads a head; false if no part can have it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> head, out DumpFileFrame frame)
    {
        var kind = BinaryPrimitives.ReadUInt32LittleEndian(head);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(head[8..]);
        frame = new DumpFileFrame((ReservedKind)kind, BinaryPrimitives.ReadUInt32LittleEndian(head[4..]), (int)length, BinaryPrimitives.ReadUInt32LittleEndian(head[12..]));
        return kind is (uint)ReservedKind.Manifest or (uint)ReservedKind.Rows or (uint)ReservedKind.Needed && length is >= 1 and <= PartBytesMax;
    }

    /// <summary>Writes it.</summary>
    public void Write(Span<byte> head)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(head, (uint)Kind);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], Part);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], (uint)Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[12..], Checksum);
    }
}
