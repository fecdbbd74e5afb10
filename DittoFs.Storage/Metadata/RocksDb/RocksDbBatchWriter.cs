using System.Buffers.Binary;
using DittoFs.Storage.Primitives;
using RocksDbSharp;

namespace DittoFs.Storage.Metadata.RocksDb;

/// <summary>Turns mutations into the row changes of one RocksDB write.</summary>
internal static class RocksDbBatchWriter
{
    /// <summary>Adds a batch that <see cref="MutationBatchCheck"/> took.</summary>
    public static void Add(WriteBatch rows, MutationBatch batch)
    {
        Span<byte> key = stackalloc byte[RocksDbKeys.LengthMax];
        var mutation = batch.Read();
        while (mutation.MoveNext())
        {
            Add(rows, key, batch.Share, in mutation);
        }
    }

    /// <summary>Adds the row that says how far the log is applied.</summary>
    public static void AddAppliedSequence(WriteBatch rows, ulong sequence)
    {
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(value, sequence);
        rows.Put(RocksDbKeys.Applied, value);
    }

    /// <summary>Adds the rows of counters of what owners hold; an owner that holds nothing has none.</summary>
    public static void AddUsage(WriteBatch rows, Dictionary<(ShareId Share, uint Uid), OwnerCharge> counters)
    {
        Span<byte> key = stackalloc byte[RocksDbKeys.PrefixLength + 4];
        Span<byte> value = stackalloc byte[RocksDbRows.UsageLength];
        foreach (var ((share, uid), counter) in counters)
        {
            if (counter.IsNothing)
            {
                rows.Delete(RocksDbKeys.Usage(key, share, uid));
            }
            else
            {
                RocksDbRows.WriteUsage(value, counter);
                rows.Put(RocksDbKeys.Usage(key, share, uid), value);
            }
        }
    }

    private static void Add(WriteBatch rows, Span<byte> key, ShareId share, in MutationReader mutation)
    {
        switch (mutation.Kind)
        {
            case MutationKind.PutNode:
                rows.Put(RocksDbKeys.Node(key, share, NodeRecordCodec.ReadNode(mutation.Body.Span)), mutation.Body.Span);
                break;
            case MutationKind.DeleteNode:
                rows.Delete(RocksDbKeys.Node(key, share, mutation.Node));
                break;
            case MutationKind.PutName:
                PutName(rows, key, share, in mutation);
                break;
            case MutationKind.DeleteName:
                rows.Delete(RocksDbKeys.Name(key, share, mutation.Directory, mutation.NameBytes.Span));
                rows.Delete(RocksDbKeys.Cookie(key, share, mutation.Directory, mutation.Cookie));
                break;
            case MutationKind.PutExtent:
                rows.Put(RocksDbKeys.Extent(key, share, mutation.Content, mutation.Extent.Offset), RocksDbRows.Extent(in mutation));
                break;
            case MutationKind.DeleteExtent:
                rows.Delete(RocksDbKeys.Extent(key, share, mutation.Content, mutation.Offset));
                break;
            case MutationKind.PutSuperblock:
                rows.Put(RocksDbKeys.Superblock(key, share), mutation.Body.Span);
                break;
            case MutationKind.DropContent:
                rows.Put(RocksDbKeys.DroppedContent(key, share, mutation.Content), default(ReadOnlySpan<byte>));
                break;
            case MutationKind.ForgetContent:
                rows.Delete(RocksDbKeys.DroppedContent(key, share, mutation.Content));
                break;
            case MutationKind.DropShare:
                DropShare(rows, share);
                break;
            case MutationKind.PutOrphan:
                rows.Put(RocksDbKeys.Orphan(key, share, mutation.Node), default(ReadOnlySpan<byte>));
                break;
            case MutationKind.ForgetOrphan:
                rows.Delete(RocksDbKeys.Orphan(key, share, mutation.Node));
                break;
        }
    }

    /// <summary>One row, whatever the share holds: the database removes the range when it next merges its files.</summary>
    private static void DropShare(WriteBatch rows, ShareId share)
    {
        var (lower, upper) = (new byte[RocksDbKeys.PrefixLength], new byte[RocksDbKeys.PrefixLength]);
        RocksDbKeys.Bound(lower, share, upper: false);
        RocksDbKeys.Bound(upper, share, upper: true);
        rows.DeleteRange(lower, (ulong)lower.Length, upper, (ulong)upper.Length);
    }

    private static void PutName(WriteBatch rows, Span<byte> key, ShareId share, in MutationReader mutation)
    {
        Span<byte> value = stackalloc byte[RocksDbRows.CookieLengthMax];
        rows.Put(RocksDbKeys.Name(key, share, mutation.Directory, mutation.NameBytes.Span), RocksDbRows.Name(in mutation));
        rows.Put(RocksDbKeys.Cookie(key, share, mutation.Directory, mutation.Cookie), RocksDbRows.Cookie(value, in mutation));
    }
}
