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
                var batch = new MutationBatch(ShareId);
                batch.ReplaceNode(record, cached.Logged);
                scope.MarkChanged();
                cached.SetLogged(record, journal.Fold(batch));
            }
        }

        cache.Trim();
    }

    /// <inheritdoc/>
    public CachedNode? AddUnfolded(NodeId node, MutationBatch batch)
    {
        if (cache.TryGetNode(node, out var cached) && cached.AttributesDirty && cached.Record is { } record)
        {
            batch.ReplaceNode(record, cached.Logged);
            return cached;
        }

        return null;
    }

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
