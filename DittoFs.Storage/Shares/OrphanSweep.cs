using DittoFs.Storage.Content;
using DittoFs.Storage.Files;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>Removes what had lost its last name and was open when the server ended: nothing is open at a start.</summary>
internal static class OrphanSweep
{
    private const int NodesPerBatch = 1024;

    /// <summary>Removes every orphan of <paramref name="share"/>, before anybody uses it.</summary>
    public static async ValueTask<FsResult> RunAsync(
        ShareId share, IMetadataStore store, TieredContentStore content, ShareJournal journal, CancellationToken cancellationToken)
    {
        while (true)
        {
            var orphans = await store.ListOrphansAsync(share, NodesPerBatch, cancellationToken);
            if (!orphans.IsSuccess || orphans.Value.Count == 0)
            {
                return orphans.Error;
            }

            var removed = await RemoveAsync(share, orphans.Value, store, content, journal, cancellationToken);
            if (!removed.IsSuccess)
            {
                return removed;
            }
        }
    }

    private static async ValueTask<FsResult> RemoveAsync(
        ShareId share, IReadOnlyList<NodeId> orphans, IMetadataStore store, TieredContentStore content, ShareJournal journal, CancellationToken cancellationToken)
    {
        var batch = new MutationBatch(share);
        foreach (var orphan in orphans)
        {
            var read = await store.ReadNodeAsync(share, orphan, cancellationToken);
            if (!read.IsSuccess)
            {
                return read.Error;
            }

            batch.ForgetOrphan(orphan);
            if (read.Value is { } node)
            {
                batch.RemoveNode(node);
            }

            if (read.Value is { Kind: NodeKind.File } file)
            {
                batch.DropContent(file.Content);
                content.Drop(file.Content);
            }
        }

        var appended = journal.Append(batch);
        return appended.IsSuccess ? await journal.WaitAppliedAsync(appended.Value.Ticket) : appended.Error;
    }
}
