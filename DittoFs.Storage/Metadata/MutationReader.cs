using System.Buffers.Binary;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata;

/// <summary>Walks the entries of a <see cref="MutationBatch"/>. The body accessors fit the present <see cref="Kind"/> only.</summary>
public struct MutationReader(ReadOnlyMemory<byte> encoded)
{
    private ReadOnlyMemory<byte> rest = encoded;

    /// <summary>What the present entry does.</summary>
    public MutationKind Kind { get; private set; }

    /// <summary>The body of the present entry, as <see cref="MutationBatch"/> draws it.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>Set when the encoding ended in the middle of an entry or an entry is too short for its kind.</summary>
    public bool IsCorrupt { get; private set; }

    /// <summary>Goes to the next entry; false at the end, and when <see cref="IsCorrupt"/>.</summary>
    public bool MoveNext()
    {
        if (rest.IsEmpty || IsCorrupt)
        {
            return false;
        }

        if (rest.Length < 5)
        {
            return Fail();
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(rest.Span[1..]);
        Kind = (MutationKind)rest.Span[0];
        if (length < LengthMin(Kind) || length > rest.Length - 5)
        {
            return Fail();
        }

        Body = rest.Slice(5, length);
        rest = rest[(5 + length)..];
        return true;
    }

    /// <summary>DeleteNode, PutOrphan and ForgetOrphan.</summary>
    public readonly NodeId Node => new(UInt64(0));

    /// <summary>PutName and DeleteName.</summary>
    public readonly NodeId Directory => new(UInt64(0));

    /// <summary>PutName.</summary>
    public readonly NameRecord Entry => new(new NodeId(UInt64(8)), (NodeKind)Body.Span[24], UInt64(16));

    /// <summary>PutName and DeleteName: the entry's cookie.</summary>
    public readonly ulong Cookie => Kind == MutationKind.PutName ? UInt64(16) : UInt64(8);

    /// <summary>PutName and DeleteName: the bytes of the name, inside of the batch.</summary>
    public readonly ReadOnlyMemory<byte> NameBytes => Body[(Kind == MutationKind.PutName ? 25 : 16)..];

    /// <summary>Everything about contents.</summary>
    public readonly ContentId Content => new(UInt64(0));

    /// <summary>PutExtent.</summary>
    public readonly ContentExtent Extent => new(
        UInt64(8),
        BinaryPrimitives.ReadUInt32LittleEndian(Body.Span[16..]),
        new BlockId(new Guid(Body.Span.Slice(24, 16))),
        BinaryPrimitives.ReadUInt32LittleEndian(Body.Span[20..]));

    /// <summary>DeleteExtent and ReleaseContent: where; TruncateContent: the new size.</summary>
    public readonly ulong Offset => UInt64(8);

    /// <summary>ReleaseContent: how many bytes.</summary>
    public readonly ulong Length => UInt64(16);

    /// <summary>ReleaseContent: up to which sequence.</summary>
    public readonly ulong Sequence => UInt64(24);

    private readonly ulong UInt64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(Body.Span[offset..]);

    private static int LengthMin(MutationKind kind) => kind switch
    {
        MutationKind.PutNode => NodeRecordCodec.LengthMin,
        MutationKind.DeleteNode => 8,
        MutationKind.PutName => 26,
        MutationKind.DeleteName => 17,
        MutationKind.PutExtent => 40,
        MutationKind.DeleteExtent => 16,
        MutationKind.PutSuperblock => ShareSuperblockCodec.LengthMin,
        MutationKind.DropContent or MutationKind.ForgetContent => 8,
        MutationKind.TruncateContent => 16,
        MutationKind.ReleaseContent => 32,
        MutationKind.DropShare => 0,
        MutationKind.PutOrphan or MutationKind.ForgetOrphan => 8,
        _ => int.MaxValue,
    };

    private bool Fail()
    {
        IsCorrupt = true;
        return false;
    }
}
