using System.Buffers.Binary;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata.RocksDb;

/// <summary>
/// The values of the database. Node records and superblocks have codecs of their own; the others are
/// <code>
/// 'N'        node 8 | cookie 8 | kind 1                      all numbers little-endian
/// 'C'        node 8 | kind 1 | name
/// 'E'        length 4 | block offset 4 | block 16
/// 'D'        empty
/// 'Q'        bytes 8 | nodes 8
/// "format"   version 2
/// "applied"  sequence 8
/// </code>
/// The first and the third are slices of the mutations that wrote them.
/// </summary>
internal static class RocksDbRows
{
    /// <summary>The longest value of a 'C' row.</summary>
    public const int CookieLengthMax = 9 + FileName.BytesMax;

    /// <summary>The length of the value of a 'Q' row.</summary>
    public const int UsageLength = 16;

    private const int NameLength = 17;
    private const int CookieLengthMin = 10;
    private const int ExtentLength = 24;

    /// <summary>The value of the row by name that a PutName writes.</summary>
    public static ReadOnlySpan<byte> Name(in MutationReader putName) => putName.Body.Span.Slice(8, NameLength);

    /// <summary>The value of the row by cookie that a PutName writes, made in <paramref name="buffer"/>.</summary>
    public static ReadOnlySpan<byte> Cookie(Span<byte> buffer, in MutationReader putName)
    {
        var name = putName.NameBytes.Span;
        BinaryPrimitives.WriteUInt64LittleEndian(buffer, putName.Entry.Node.Value);
        buffer[8] = (byte)putName.Entry.Kind;
        name.CopyTo(buffer[9..]);
        return buffer[..(9 + name.Length)];
    }

    /// <summary>The value of the row that a PutExtent writes.</summary>
    public static ReadOnlySpan<byte> Extent(in MutationReader putExtent) => putExtent.Body.Span.Slice(16, ExtentLength);

    /// <summary>Reads a row by name.</summary>
    public static bool TryReadName(ReadOnlySpan<byte> value, out NameRecord entry)
    {
        entry = default;
        if (value.Length != NameLength || !NodeRecordCodec.IsKnownKind((NodeKind)value[16]))
        {
            return false;
        }

        entry = new NameRecord(
            new NodeId(BinaryPrimitives.ReadUInt64LittleEndian(value)),
            (NodeKind)value[16],
            BinaryPrimitives.ReadUInt64LittleEndian(value[8..]));
        return true;
    }

    /// <summary>Reads a row by cookie, whose key ends with the cookie.</summary>
    public static bool TryReadCookie(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, out DirectoryRow row)
    {
        row = default;
        if (value.Length < CookieLengthMin || !NodeRecordCodec.IsKnownKind((NodeKind)value[8]) || !TryReadTrailingNumber(key, 16, out var cookie))
        {
            return false;
        }

        var name = FileName.Create(value[9..].ToArray());
        var node = new NodeId(BinaryPrimitives.ReadUInt64LittleEndian(value));
        row = new DirectoryRow(name.Value, new NameRecord(node, (NodeKind)value[8], cookie), null);
        return name.IsSuccess;
    }

    /// <summary>Reads a row of a content map, whose key ends with the offset.</summary>
    public static bool TryReadExtent(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, out ContentExtent extent)
    {
        extent = default;
        if (value.Length != ExtentLength || !TryReadTrailingNumber(key, 16, out var offset))
        {
            return false;
        }

        extent = new ContentExtent(
            offset,
            BinaryPrimitives.ReadUInt32LittleEndian(value),
            new BlockId(new Guid(value[8..])),
            BinaryPrimitives.ReadUInt32LittleEndian(value[4..]));
        return extent.Length > 0;
    }

    /// <summary>Reads the number of a 'D' or 'O' row from its key.</summary>
    public static bool TryReadMark(ReadOnlySpan<byte> key, out ulong number) => TryReadTrailingNumber(key, 8, out number);

    /// <summary>Writes the value of a 'Q' row into <paramref name="value"/>, 16 bytes.</summary>
    public static void WriteUsage(Span<byte> value, OwnerCharge usage)
    {
        BinaryPrimitives.WriteInt64LittleEndian(value, usage.Bytes);
        BinaryPrimitives.WriteInt64LittleEndian(value[8..], usage.Nodes);
    }

    /// <summary>Reads the value of a 'Q' row, of no owner yet; one of another length, which no build writes, reads as nothing and a recount finds it.</summary>
    public static OwnerCharge ReadUsage(ReadOnlySpan<byte> value) => value.Length == UsageLength
        ? new OwnerCharge(0, BinaryPrimitives.ReadInt64LittleEndian(value), BinaryPrimitives.ReadInt64LittleEndian(value[8..]))
        : default;

    /// <summary>Reads a 'Q' row; false if it can't be parsed.</summary>
    public static bool TryReadUsage(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, out OwnerCharge usage)
    {
        var parsed = key.Length == RocksDbKeys.PrefixLength + 4 && value.Length == UsageLength;
        usage = parsed ? ReadUsage(value) with { Uid = BinaryPrimitives.ReadUInt32BigEndian(key[^4..]) } : default;
        return parsed;
    }

    private static bool TryReadTrailingNumber(ReadOnlySpan<byte> key, int numbersLength, out ulong number)
    {
        var parsed = key.Length == RocksDbKeys.PrefixLength + numbersLength;
        number = parsed ? BinaryPrimitives.ReadUInt64BigEndian(key[^8..]) : 0;
        return parsed;
    }
}
