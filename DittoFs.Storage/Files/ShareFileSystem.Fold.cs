using DittoFs.Storage.Content.Upload;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>
/// Folding: sizes and times that only data records have are brought into the metadata store from time to time, so that the log's segments can be freed.
/// </content>
internal sealed partial class ShareFileSystem : IUploadTarget
{
    private readonly Lock unfoldedGate = new();
    private HashSet<NodeId> unfolded = [];

    /// <summary>Hands the attributes of every node that has newer ones than the store to the committer, behind all changes so far.</summary>
    public void Fold()
    {
        HashSet<NodeId> nodes;
        lock (unfoldedGate)
        {
            (nodes, unfolded) = (unfolded, []);
        }

        foreach (var node in nodes)
        {
            using var scope = locks.Lock(node);
            if (cache.TryGetNode(node, out var cached) && cached.AttributesDirty && cached.Record is { } record)
            {
                var stored = LimitToStored(record, cached.Logged);
                var batch = new MutationBatch(ShareId);
                batch.ReplaceNode(stored, cached.Logged);
                scope.MarkChanged();
                if (stored == record)
                {
                    cached.SetLogged(record, journal.Fold(batch));
                }
                else
                {
                    cached.SetPartlyLogged(stored, journal.Fold(batch));
                    MarkUnfolded(cached);
                }
            }
        }

        cache.Trim();
    }

    /// <summary>
    /// Adds a node's next record to a batch, as far as it may go into the store. Where its size must wait for bytes, the whole record stands before it: stores keep the last one,
    /// and who repeats a log that still has the bytes takes the whole one. Under the node's lock.
    /// </summary>
    private PlannedRecord PlanRecord(CachedNode cached, NodeRecord after, MutationBatch batch)
    {
        var stored = LimitToStored(after, cached.Logged);
        if (stored != after)
        {
            stored = stored with { ChangeId = after.ChangeId - 1 };
            batch.PutNode(after);
        }

        batch.ReplaceNode(stored, cached.Logged);
        return new PlannedRecord(after, stored);
    }

    /// <summary>Carries out in memory what <see cref="PlanRecord"/> planned and the log has.</summary>
    private void SetRecord(CachedNode cached, PlannedRecord planned, ulong ticket)
    {
        if (planned.IsWhole)
        {
            cached.SetLogged(planned.After, ticket);
            return;
        }

        cached.SetUnfolded(planned.After);
        cached.SetPartlyLogged(planned.Stored, ticket);
        MarkUnfolded(cached);
    }

    /// <summary>
    /// What of a node's attributes may go into the store. Where that outlives the log, no size goes before its bytes: should the log be lost, they would read as zeros. The
    /// record then counts as no newer than the one that is there, so that the log's own records are repeated over it.
    /// </summary>
    private NodeRecord LimitToStored(NodeRecord record, NodeRecord? stored)
    {
        if (journal.Remote is null || record.Kind != NodeKind.File || stored is null || record.Size <= stored.Size)
        {
            return record;
        }

        var end = content.FindOnlyLogged(record.Content, stored.Size);
        return end >= record.Size ? record : record with { Size = end, ChangeId = stored.ChangeId };
    }

    /// <inheritdoc/>
    public CachedNode? AddUnfolded(NodeId node, MutationBatch batch)
    {
        // Where a size waits for its bytes, it is folded when they are entered.
        if (journal.Remote is null && cache.TryGetNode(node, out var cached) && cached.AttributesDirty && cached.Record is { } record)
        {
            batch.ReplaceNode(record, cached.Logged);
            return cached;
        }

        return null;
    }

    /// <inheritdoc/>
    public NodeRecord? FindUnfolded(NodeId node) => cache.TryGetNode(node, out var cached) && cached.AttributesDirty ? cached.Record : null;

    /// <inheritdoc/>
    NodeLocks IUploadTarget.Locks => locks;

    /// <inheritdoc/>
    FsResult<ulong> IUploadTarget.Append(MutationBatch batch)
    {
        var appended = journal.Append(batch);
        return appended.IsSuccess ? appended.Value.Ticket : appended.Error;
    }

    private void MarkUnfolded(CachedNode node)
    {
        lock (unfoldedGate)
        {
            unfolded.Add(node.Record!.Node);
        }
    }
}
