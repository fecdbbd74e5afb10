using System.Buffers.Binary;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Wal;

/// <summary>
/// What a data record says of its bytes, and the attributes that the write gave its node: so that an fsync of the log is all that a commit takes.
/// <code>
/// 0 node 8 | 8 content 8 | 16 offset 8 | 24 size afterwards 8 | 32 change id 8 | 40 mtime 8 | 48 ctime 8 | 56 mode 2 | 58 reserved 6
/// </code>
/// </summary>
internal readonly record struct WalDataPrefix(
    NodeId Node, ContentId Content, ulong Offset, ulong Size, ulong ChangeId, Timestamp ModifyTime, Timestamp ChangeTime, uint Mode)
{
    /// <summary>The length on disk.</summary>
    public const int Length = 64;

    /// <summary>What tells bytes with the attributes of <paramref name="record"/>; null for bytes that tell none.</summary>
    public static WalDataPrefix Of(NodeId node, ContentId content, ulong offset, NodeRecord? record) => record is null
        ? new WalDataPrefix(node, content, offset, 0, 0, default, default, 0)
        : new WalDataPrefix(node, content, offset, record.Size, record.ChangeId, record.ModifyTime, record.ChangeTime, record.Mode);

    /// <summary>Writes the prefix.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, Node.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], Content.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], Offset);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], Size);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[32..], ChangeId);
        BinaryPrimitives.WriteInt64LittleEndian(destination[40..], ModifyTime.Nanoseconds);
        BinaryPrimitives.WriteInt64LittleEndian(destination[48..], ChangeTime.Nanoseconds);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[56..], (ushort)Mode);
    }

    /// <summary>Reads a prefix whose checksum was verified with its header.</summary>
    public static WalDataPrefix Read(ReadOnlySpan<byte> source) => new(
        new NodeId(BinaryPrimitives.ReadUInt64LittleEndian(source)),
        new ContentId(BinaryPrimitives.ReadUInt64LittleEndian(source[8..])),
        BinaryPrimitives.ReadUInt64LittleEndian(source[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[24..]),
        BinaryPrimitives.ReadUInt64LittleEndian(source[32..]),
        new Timestamp(BinaryPrimitives.ReadInt64LittleEndian(source[40..])),
        new Timestamp(BinaryPrimitives.ReadInt64LittleEndian(source[48..])),
        BinaryPrimitives.ReadUInt16LittleEndian(source[56..]));
}
