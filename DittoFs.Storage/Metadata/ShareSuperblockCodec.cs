using System.Buffers.Binary;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata;

/// <summary>
/// The stored form of a <see cref="ShareSuperblock"/>.
/// <code>
/// 0 format version 2 | 2 fold version 2 | 4 key length 2 | 6 reserved 2 | 8 id ceiling 8 | 16 create time 8 | 24 key …
/// </code>
/// </summary>
public static class ShareSuperblockCodec
{
    /// <summary>The length without a key.</summary>
    public const int LengthMin = 24;

    /// <summary>The exact length of the stored form.</summary>
    public static int GetLength(ShareSuperblock superblock) => LengthMin + superblock.HandleKey.Length;

    /// <summary>Writes the superblock into <paramref name="destination"/>, which is exactly <see cref="GetLength"/> long.</summary>
    public static void Write(ShareSuperblock superblock, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(destination, superblock.FormatVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], superblock.FoldVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[4..], (ushort)superblock.HandleKey.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[6..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], superblock.IdCeiling);
        BinaryPrimitives.WriteInt64LittleEndian(destination[16..], superblock.CreateTime.Nanoseconds);
        superblock.HandleKey.Span.CopyTo(destination[LengthMin..]);
    }

    /// <summary>
    /// Reads a stored superblock; false if it is cut short. Versions are for the caller to judge: an unknown one is refused with a message,
    /// never opened as empty.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out ShareSuperblock superblock)
    {
        superblock = null!;
        if (source.Length < LengthMin || source.Length != LengthMin + BinaryPrimitives.ReadUInt16LittleEndian(source[4..]))
        {
            return false;
        }

        superblock = new ShareSuperblock
        {
            FormatVersion = BinaryPrimitives.ReadUInt16LittleEndian(source),
            FoldVersion = BinaryPrimitives.ReadUInt16LittleEndian(source[2..]),
            IdCeiling = BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
            CreateTime = new Timestamp(BinaryPrimitives.ReadInt64LittleEndian(source[16..])),
            HandleKey = source[LengthMin..].ToArray(),
        };
        return true;
    }
}
