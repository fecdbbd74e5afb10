using System.Buffers;
using System.Buffers.Binary;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata;

/// <summary>What one entry of a <see cref="MutationBatch"/> does. The values are stored in the log: never renumber.</summary>
public enum MutationKind : byte
{
    /// <summary>Writes a node's whole record. Of several in one batch the last one counts.</summary>
    PutNode = 1,

    /// <summary>Removes a node's record.</summary>
    DeleteNode = 2,

    /// <summary>Writes a directory entry, under its name and under its cookie.</summary>
    PutName = 3,

    /// <summary>Removes a directory entry.</summary>
    DeleteName = 4,

    /// <summary>Writes one row of a content map.</summary>
    PutExtent = 5,

    /// <summary>Removes the row of a content map that begins at an offset.</summary>
    DeleteExtent = 6,

    /// <summary>Writes the share's superblock.</summary>
    PutSuperblock = 7,

    /// <summary>Marks a content as gone: its bytes in the log are void, its map rows are to be removed in time.</summary>
    DropContent = 8,

    /// <summary>Removes the mark of a content whose map rows are all removed.</summary>
    ForgetContent = 9,

    /// <summary>Voids what the log holds of a content at and behind an offset. Stores ignore it: their map rows have mutations of their own.</summary>
    TruncateContent = 10,

    /// <summary>Voids what the log holds of a content in a range up to a sequence, because a block holds it now. Stores ignore it.</summary>
    ReleaseContent = 11,

    /// <summary>Marks a node as having lost its last name while it is open: it goes with its last open, or at the next start.</summary>
    PutOrphan = 12,

    /// <summary>Removes the mark of a node that is gone.</summary>
    ForgetOrphan = 13,

    /// <summary>Removes every row of the share: what follows in the log is of nobody.</summary>
    DropShare = 14,
}

/// <summary>
/// The row changes of one operation, applied whole or not at all, in the form in which the log keeps them. Built once, then read-only.
/// </summary>
/// <remarks>
/// <code>
/// entry:  kind 1 | length 4 | body          all numbers little-endian
/// PutNode         NodeRecord (see NodeRecordCodec)
/// DeleteNode      node 8
/// PutName         directory 8 | node 8 | cookie 8 | kind 1 | name
/// DeleteName      directory 8 | cookie 8 | name
/// PutExtent       content 8 | offset 8 | length 4 | block offset 4 | block 16
/// DeleteExtent    content 8 | offset 8
/// PutSuperblock   ShareSuperblock (see ShareSuperblockCodec)
/// DropContent, ForgetContent      content 8
/// TruncateContent content 8 | size 8
/// ReleaseContent  content 8 | offset 8 | length 8 | sequence 8
/// PutOrphan, ForgetOrphan         node 8
/// DropShare       nothing
/// </code>
/// </remarks>
public sealed class MutationBatch
{
    /// <summary>Bytes of an entry before its body.</summary>
    public const int EntryHeaderLength = 5;

    private readonly ArrayBufferWriter<byte> buffer;
    private List<OwnerCharge>? charges;

    /// <summary>An empty batch for <paramref name="share"/>.</summary>
    public MutationBatch(ShareId share)
    {
        Share = share;
        buffer = new ArrayBufferWriter<byte>(512);
    }

    private MutationBatch(ShareId share, ReadOnlySpan<byte> encoded)
    {
        Share = share;
        buffer = new ArrayBufferWriter<byte>(Math.Max(1, encoded.Length));
        buffer.Write(encoded);
    }

    /// <summary>The share whose rows change.</summary>
    public ShareId Share { get; }

    /// <summary>The encoded entries.</summary>
    public ReadOnlyMemory<byte> Encoded => buffer.WrittenMemory;

    /// <summary>True if nothing was added.</summary>
    public bool IsEmpty => buffer.WrittenCount == 0;

    /// <summary>
    /// How the batch changes what owners hold. Not part of the encoding: it compares with what the store has when the batch is its turn, and who repeats a log
    /// compares anew.
    /// </summary>
    public IReadOnlyList<OwnerCharge> Charges => charges ?? (IReadOnlyList<OwnerCharge>)[];

    /// <summary>It removes every row of the share.</summary>
    public bool DropsShare { get; private set; }

    /// <summary>A batch from its encoded form, which is copied. Its entries are checked when they are read. It has no <see cref="Charges"/>.</summary>
    public static MutationBatch FromEncoded(ShareId share, ReadOnlySpan<byte> encoded)
    {
        var batch = new MutationBatch(share, encoded);
        var reader = batch.Read();
        while (reader.MoveNext())
        {
            batch.DropsShare |= reader.Kind == MutationKind.DropShare;
        }

        return batch;
    }

    /// <summary>Adds to what an owner holds.</summary>
    public void Charge(OwnerCharge charge)
    {
        if (!charge.IsNothing)
        {
            (charges ??= []).Add(charge);
        }
    }

    /// <summary>
    /// Writes a node in the place of <paramref name="stored"/>, the record that all batches before this one leave in the store (null: none), and moves the charge.
    /// </summary>
    public void ReplaceNode(NodeRecord record, NodeRecord? stored)
    {
        PutNode(record);
        ChargeChange(stored, record);
    }

    /// <summary>Removes a node of which <paramref name="stored"/> is what all batches before this one leave in the store, with its charge.</summary>
    public void RemoveNode(NodeRecord stored)
    {
        DeleteNode(stored.Node);
        ChargeChange(stored, null);
    }

    /// <summary>Charges the change of a node from one record to another; null for none.</summary>
    public void ChargeChange(NodeRecord? before, NodeRecord? after)
    {
        var taken = before is null ? default : OwnerCharge.Of(before).Negated();
        var given = after is null ? default : OwnerCharge.Of(after);
        if (taken.Uid == given.Uid)
        {
            Charge(given.Plus(taken));
        }
        else
        {
            Charge(taken);
            Charge(given);
        }
    }

    /// <summary>Writes a node whose charge does not change, such as a directory whose entries do.</summary>
    public void PutNode(NodeRecord record)
    {
        var length = NodeRecordCodec.GetLength(record);
        NodeRecordCodec.Write(record, Entry(MutationKind.PutNode, length));
    }

    /// <summary>Removes a node.</summary>
    public void DeleteNode(NodeId node) => BinaryPrimitives.WriteUInt64LittleEndian(Entry(MutationKind.DeleteNode, 8), node.Value);

    /// <summary>Writes a directory entry.</summary>
    public void PutName(NodeId directory, FileName name, NameRecord entry)
    {
        var body = Entry(MutationKind.PutName, 25 + name.Span.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(body, directory.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(body[8..], entry.Node.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(body[16..], entry.Cookie);
        body[24] = (byte)entry.Kind;
        name.Span.CopyTo(body[25..]);
    }

    /// <summary>Removes a directory entry.</summary>
    public void DeleteName(NodeId directory, FileName name, ulong cookie)
    {
        var body = Entry(MutationKind.DeleteName, 16 + name.Span.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(body, directory.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(body[8..], cookie);
        name.Span.CopyTo(body[16..]);
    }

    /// <summary>Writes a row of a content map.</summary>
    public void PutExtent(ContentId content, in ContentExtent extent)
    {
        var body = Entry(MutationKind.PutExtent, 40);
        BinaryPrimitives.WriteUInt64LittleEndian(body, content.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(body[8..], extent.Offset);
        BinaryPrimitives.WriteUInt32LittleEndian(body[16..], extent.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(body[20..], extent.BlockOffset);
        extent.Block.Value.TryWriteBytes(body[24..]);
    }

    /// <summary>Removes the row of a content map that begins at <paramref name="offset"/>.</summary>
    public void DeleteExtent(ContentId content, ulong offset)
    {
        var body = Entry(MutationKind.DeleteExtent, 16);
        BinaryPrimitives.WriteUInt64LittleEndian(body, content.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(body[8..], offset);
    }

    /// <summary>Writes the superblock.</summary>
    public void PutSuperblock(ShareSuperblock superblock)
    {
        var length = ShareSuperblockCodec.GetLength(superblock);
        ShareSuperblockCodec.Write(superblock, Entry(MutationKind.PutSuperblock, length));
    }

    /// <summary>Marks a content as gone.</summary>
    public void DropContent(ContentId content) => BinaryPrimitives.WriteUInt64LittleEndian(Entry(MutationKind.DropContent, 8), content.Value);

    /// <summary>Removes the mark of a content that is gone and has no rows any more.</summary>
    public void ForgetContent(ContentId content) => BinaryPrimitives.WriteUInt64LittleEndian(Entry(MutationKind.ForgetContent, 8), content.Value);

    /// <summary>Voids what the log holds of a content from <paramref name="size"/> on.</summary>
    public void TruncateContent(ContentId content, ulong size)
    {
        var body = Entry(MutationKind.TruncateContent, 16);
        BinaryPrimitives.WriteUInt64LittleEndian(body, content.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(body[8..], size);
    }

    /// <summary>Voids what the log holds of a content in a range, up to <paramref name="sequence"/>.</summary>
    public void ReleaseContent(ContentId content, ulong offset, ulong length, ulong sequence)
    {
        var body = Entry(MutationKind.ReleaseContent, 32);
        BinaryPrimitives.WriteUInt64LittleEndian(body, content.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(body[8..], offset);
        BinaryPrimitives.WriteUInt64LittleEndian(body[16..], length);
        BinaryPrimitives.WriteUInt64LittleEndian(body[24..], sequence);
    }

    /// <summary>Removes every row of the share.</summary>
    public void DropShare()
    {
        Entry(MutationKind.DropShare, 0);
        DropsShare = true;
    }

    /// <summary>Marks a node that lost its last name while it is open.</summary>
    public void PutOrphan(NodeId node) => BinaryPrimitives.WriteUInt64LittleEndian(Entry(MutationKind.PutOrphan, 8), node.Value);

    /// <summary>Removes the mark of an orphan that is gone.</summary>
    public void ForgetOrphan(NodeId node) => BinaryPrimitives.WriteUInt64LittleEndian(Entry(MutationKind.ForgetOrphan, 8), node.Value);

    /// <summary>Reads the entries in order.</summary>
    public MutationReader Read() => new(Encoded);

    private Span<byte> Entry(MutationKind kind, int length)
    {
        var span = buffer.GetSpan(5 + length);
        span[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(span[1..], length);
        buffer.Advance(5 + length);
        return span.Slice(5, length);
    }
}
