using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata.Postgres;

/// <summary>
/// What a run of batches leaves of every row that it touches: its last value, or nothing for a row that is removed. So a transaction writes each row once,
/// however often it changed, and the order of its statements does not matter.
/// </summary>
internal sealed class PostgresRowChanges
{
    /// <summary>Superblocks by share.</summary>
    public Dictionary<ShareId, byte[]?> Superblocks { get; } = [];

    /// <summary>Node records by node.</summary>
    public Dictionary<(ShareId Share, NodeId Node), byte[]?> Nodes { get; } = [];

    /// <summary>Directory entries by name. The names lie in the batches.</summary>
    public Dictionary<(ShareId Share, NodeId Directory, FileName Name), NameRecord?> Names { get; } = [];

    /// <summary>Directory entries by cookie.</summary>
    public Dictionary<(ShareId Share, NodeId Directory, ulong Cookie), DirectoryRow?> Entries { get; } = [];

    /// <summary>Rows of content maps by where they begin.</summary>
    public Dictionary<(ShareId Share, ContentId Content, ulong Offset), ContentExtent?> Extents { get; } = [];

    /// <summary>Whether a content is marked as dropped.</summary>
    public Dictionary<(ShareId Share, ContentId Content), bool?> DroppedContents { get; } = [];

    /// <summary>Whether a node is marked as an orphan.</summary>
    public Dictionary<(ShareId Share, NodeId Node), bool?> Orphans { get; } = [];

    /// <summary>By how much the counters of owners change.</summary>
    public Dictionary<(ShareId Share, uint Uid), OwnerCharge> Usage { get; } = [];

    /// <summary>Shares of which every row goes, before anything else is written.</summary>
    public HashSet<ShareId> DroppedShares { get; } = [];

    /// <summary>Takes the changes of <paramref name="batches"/> in order; <see cref="MutationBatchCheck"/> took them.</summary>
    public static PostgresRowChanges Collect(IReadOnlyList<MutationBatch> batches)
    {
        var changes = new PostgresRowChanges();
        foreach (var batch in batches)
        {
            var mutation = batch.Read();
            while (mutation.MoveNext())
            {
                changes.Add(batch.Share, in mutation);
            }

            foreach (var charge in batch.Charges)
            {
                var key = (batch.Share, charge.Uid);
                changes.Usage[key] = changes.Usage.TryGetValue(key, out var sum) ? sum.Plus(charge) : charge;
            }
        }

        return changes;
    }

    private void Add(ShareId share, in MutationReader mutation)
    {
        switch (mutation.Kind)
        {
            case MutationKind.PutNode:
                Nodes[(share, NodeRecordCodec.ReadNode(mutation.Body.Span))] = mutation.Body.ToArray();
                break;
            case MutationKind.DeleteNode:
                Nodes[(share, mutation.Node)] = null;
                break;
            case MutationKind.PutName:
                var name = FileName.Create(mutation.NameBytes).Value;
                Names[(share, mutation.Directory, name)] = mutation.Entry;
                Entries[(share, mutation.Directory, mutation.Cookie)] = new DirectoryRow(name, mutation.Entry, null);
                break;
            case MutationKind.DeleteName:
                Names[(share, mutation.Directory, FileName.Create(mutation.NameBytes).Value)] = null;
                Entries[(share, mutation.Directory, mutation.Cookie)] = null;
                break;
            case MutationKind.PutExtent:
                Extents[(share, mutation.Content, mutation.Extent.Offset)] = mutation.Extent;
                break;
            case MutationKind.DeleteExtent:
                Extents[(share, mutation.Content, mutation.Offset)] = null;
                break;
            case MutationKind.PutSuperblock:
                Superblocks[share] = mutation.Body.ToArray();
                break;
            case MutationKind.DropContent:
                DroppedContents[(share, mutation.Content)] = true;
                break;
            case MutationKind.ForgetContent:
                DroppedContents[(share, mutation.Content)] = null;
                break;
            case MutationKind.PutOrphan:
                Orphans[(share, mutation.Node)] = true;
                break;
            case MutationKind.ForgetOrphan:
                Orphans[(share, mutation.Node)] = null;
                break;
            case MutationKind.DropShare:
                DropShare(share);
                break;
        }
    }

    private void DropShare(ShareId share)
    {
        DroppedShares.Add(share);
        Superblocks.Remove(share);
        Remove(Nodes, key => key.Share == share);
        Remove(Names, key => key.Share == share);
        Remove(Entries, key => key.Share == share);
        Remove(Extents, key => key.Share == share);
        Remove(DroppedContents, key => key.Share == share);
        Remove(Orphans, key => key.Share == share);
        Remove(Usage, key => key.Share == share);
    }

    private static void Remove<TKey, TRow>(Dictionary<TKey, TRow> rows, Predicate<TKey> which)
        where TKey : notnull
    {
        foreach (var key in rows.Keys.Where(key => which(key)).ToList())
        {
            rows.Remove(key);
        }
    }
}
