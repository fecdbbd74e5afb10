using System.Buffers.Binary;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata;

/// <summary>
/// The stored form of a <see cref="NodeRecord"/>, in the log and in every store.
/// <code>
///   0 version 1 | 1 kind 1 | 2 mode 2 | 4 uid 4 | 8 gid 4 | 12 links 4 | 16 node 8 | 24 size 8 | 32 content 8 | 40 change id 8
///  48 atime 8 | 56 mtime 8 | 64 ctime 8 | 72 birth 8 | 80 parent 8 | 88 next cookie 8 | 96 lowest cookie 8 | 104 entries 8
/// 112 major 4 | 116 minor 4 | 120 DOS attributes 4 | 124 reserved 2 | 126 target length 2 | 128 exclusive verifier 8 | 136 target …
/// </code>
/// All numbers little-endian, times in nanoseconds since 1970.
/// </summary>
public static class NodeRecordCodec
{
    /// <summary>The version that is written.</summary>
    public const byte CurrentVersion = 1;

    /// <summary>The length of a record without a link target.</summary>
    public const int LengthMin = 136;

    /// <summary>The exact length of the stored form.</summary>
    public static int GetLength(NodeRecord record) => LengthMin + record.LinkTarget.Length;

    /// <summary>Writes the record into <paramref name="destination"/>, which is exactly <see cref="GetLength"/> long.</summary>
    public static void Write(NodeRecord record, Span<byte> destination)
    {
        destination[0] = CurrentVersion;
        destination[1] = (byte)record.Kind;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], (ushort)record.Mode);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], record.Uid);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], record.Gid);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], record.LinkCount);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], record.Node.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], record.Size);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[32..], record.Content.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[40..], record.ChangeId);
        BinaryPrimitives.WriteInt64LittleEndian(destination[48..], record.AccessTime.Nanoseconds);
        BinaryPrimitives.WriteInt64LittleEndian(destination[56..], record.ModifyTime.Nanoseconds);
        BinaryPrimitives.WriteInt64LittleEndian(destination[64..], record.ChangeTime.Nanoseconds);
        BinaryPrimitives.WriteInt64LittleEndian(destination[72..], record.BirthTime.Nanoseconds);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[80..], record.Parent.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[88..], record.NextCookie);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[96..], record.LowestCookie);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[104..], record.EntryCount);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[112..], record.Device.Major);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[116..], record.Device.Minor);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[120..], record.DosAttributes);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[124..], 0);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[126..], (ushort)record.LinkTarget.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[128..], record.ExclusiveVerifier);
        record.LinkTarget.Span.CopyTo(destination[LengthMin..]);
    }

    /// <summary>True for a stored form that <see cref="TryRead"/> takes, without reading it.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> source) =>
        source.Length >= LengthMin
        && source[0] == CurrentVersion
        && IsKnownKind((NodeKind)source[1])
        && source.Length == LengthMin + BinaryPrimitives.ReadUInt16LittleEndian(source[126..]);

    /// <summary>True for a kind that this build knows.</summary>
    public static bool IsKnownKind(NodeKind kind) => kind is >= NodeKind.File and <= NodeKind.BlockDevice;

    /// <summary>The node of a stored form that is well-formed.</summary>
    public static NodeId ReadNode(ReadOnlySpan<byte> source) => new(BinaryPrimitives.ReadUInt64LittleEndian(source[16..]));

    /// <summary>Reads a stored record; false if it is cut short, of an unknown version or of an unknown kind.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out NodeRecord record)
    {
        record = null!;
        if (!IsWellFormed(source))
        {
            return false;
        }

        var targetLength = source.Length - LengthMin;
        record = new NodeRecord
        {
            Kind = (NodeKind)source[1],
            Mode = BinaryPrimitives.ReadUInt16LittleEndian(source[2..]),
            Uid = BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
            Gid = BinaryPrimitives.ReadUInt32LittleEndian(source[8..]),
            LinkCount = BinaryPrimitives.ReadUInt32LittleEndian(source[12..]),
            Node = new NodeId(BinaryPrimitives.ReadUInt64LittleEndian(source[16..])),
            Size = BinaryPrimitives.ReadUInt64LittleEndian(source[24..]),
            Content = new ContentId(BinaryPrimitives.ReadUInt64LittleEndian(source[32..])),
            ChangeId = BinaryPrimitives.ReadUInt64LittleEndian(source[40..]),
            AccessTime = new Timestamp(BinaryPrimitives.ReadInt64LittleEndian(source[48..])),
            ModifyTime = new Timestamp(BinaryPrimitives.ReadInt64LittleEndian(source[56..])),
            ChangeTime = new Timestamp(BinaryPrimitives.ReadInt64LittleEndian(source[64..])),
            BirthTime = new Timestamp(BinaryPrimitives.ReadInt64LittleEndian(source[72..])),
            Parent = new NodeId(BinaryPrimitives.ReadUInt64LittleEndian(source[80..])),
            NextCookie = BinaryPrimitives.ReadUInt64LittleEndian(source[88..]),
            LowestCookie = BinaryPrimitives.ReadUInt64LittleEndian(source[96..]),
            EntryCount = BinaryPrimitives.ReadUInt64LittleEndian(source[104..]),
            Device = new DeviceNumber(BinaryPrimitives.ReadUInt32LittleEndian(source[112..]), BinaryPrimitives.ReadUInt32LittleEndian(source[116..])),
            DosAttributes = BinaryPrimitives.ReadUInt32LittleEndian(source[120..]),
            ExclusiveVerifier = BinaryPrimitives.ReadUInt64LittleEndian(source[128..]),
            LinkTarget = targetLength == 0 ? default : source[LengthMin..].ToArray(),
        };
        return true;
    }
}
