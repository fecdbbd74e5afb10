using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata;

/// <summary>
/// Rows of one or many shares: nodes, names, content maps. It knows nothing of permissions, times or caches: the share above it decides what
/// changes, the log beside it makes changes durable and repeats those that the store had not flushed when the server died.
/// </summary>
/// <remarks>
/// All members may be called at once from many threads, except <see cref="ApplyAsync"/>, which has one caller at a time. Reads see every batch
/// whose <see cref="ApplyAsync"/> has completed, and a batch whole or not at all. A row that is absent is a null value, not an error;
/// <see cref="FsError.Corrupt"/> is a row that can't be parsed, <see cref="FsError.Unavailable"/> a store that is away.
/// Reads may block their thread on a disk: callers run them on the storage's own threads.
/// </remarks>
public interface IMetadataStore : IAsyncDisposable
{
    /// <summary>True if what is applied and flushed survives the process. A store that is not keeps nothing to replay.</summary>
    bool IsPersistent { get; }

    /// <summary>The log sequence up to which every batch has been applied; 0 for a new store.</summary>
    ulong AppliedSequence { get; }

    /// <summary>Reads the share's superblock; null if the store has never seen the share.</summary>
    ValueTask<FsResult<ShareSuperblock?>> ReadSuperblockAsync(ShareId share, CancellationToken cancellationToken);

    /// <summary>Reads a node's record.</summary>
    ValueTask<FsResult<NodeRecord?>> ReadNodeAsync(ShareId share, NodeId node, CancellationToken cancellationToken);

    /// <summary>Reads what exactly <paramref name="name"/> leads to in <paramref name="directory"/>.</summary>
    ValueTask<FsResult<NameRecord?>> ReadNameAsync(ShareId share, NodeId directory, FileName name, CancellationToken cancellationToken);

    /// <summary>Finds the names in <paramref name="directory"/> that equal <paramref name="name"/> but for case, by the share's folding table.</summary>
    ValueTask<FsResult<IReadOnlyList<DirectoryRow>>> FindFoldedNamesAsync(ShareId share, NodeId directory, FileName name, CancellationToken cancellationToken);

    /// <summary>
    /// Lists the entries of <paramref name="directory"/> with a cookie above <paramref name="afterCookie"/> in rising order of cookies, at most
    /// <paramref name="rowsMax"/>; fewer only at the end.
    /// </summary>
    ValueTask<FsResult<IReadOnlyList<DirectoryRow>>> ScanDirectoryAsync(
        ShareId share, NodeId directory, ulong afterCookie, int rowsMax, bool withRecords, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the content map's rows that touch offsets from <paramref name="from"/> up, in rising order, at most <paramref name="rowsMax"/>.
    /// The row that begins below <paramref name="from"/> and reaches into it is the first.
    /// </summary>
    ValueTask<FsResult<IReadOnlyList<ContentExtent>>> ReadExtentsAsync(
        ShareId share, ContentId content, ulong from, int rowsMax, CancellationToken cancellationToken);

    /// <summary>Lists contents that were dropped and whose map rows are still to be removed.</summary>
    ValueTask<FsResult<IReadOnlyList<ContentId>>> ListDroppedContentsAsync(ShareId share, int rowsMax, CancellationToken cancellationToken);

    /// <summary>Lists nodes without a name that were open when they lost it, in rising order.</summary>
    ValueTask<FsResult<IReadOnlyList<NodeId>>> ListOrphansAsync(ShareId share, int rowsMax, CancellationToken cancellationToken);

    /// <summary>
    /// Calls <paramref name="found"/> with the block of every row of the share's content maps, as they are at one moment between two batches; with the same
    /// block as often as rows name it. Reads all of them: for the collector.
    /// </summary>
    /// <returns>Success only when every row was read.</returns>
    ValueTask<FsResult> ReadBlocksAsync(ShareId share, Action<BlockId> found, CancellationToken cancellationToken);

    /// <summary>
    /// Applies <paramref name="batches"/> in order, as one transaction, and moves <see cref="AppliedSequence"/> to <paramref name="appliedSequence"/>
    /// with it. Applying the rows of a batch again gives the same state. What is applied is not yet durable: see <see cref="FlushAsync"/>.
    /// After an error nothing or all of it may have been applied; who repeats it gives the very same batches, before others, so that nobody is charged twice.
    /// </summary>
    ValueTask<FsResult> ApplyAsync(IReadOnlyList<MutationBatch> batches, ulong appliedSequence, CancellationToken cancellationToken);

    /// <summary>
    /// Makes all that is applied durable by the store's own means.
    /// </summary>
    /// <returns>The sequence up to which nothing needs to be replayed any more.</returns>
    ValueTask<FsResult<ulong>> FlushAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads what each owner of the share holds that holds anything, in order of uids. Changed by <see cref="MutationBatch.Charges"/> in the same transaction as the
    /// rows; empty for a share that the store has not seen, or has from before it kept this.
    /// </summary>
    ValueTask<FsResult<IReadOnlyList<OwnerCharge>>> ReadUsageAsync(ShareId share, CancellationToken cancellationToken);

    /// <summary>Compares what is kept of usage with what the node rows add up to, by reading all of them, both as they are at one moment.</summary>
    ValueTask<FsResult<UsageCount>> CountUsageAsync(ShareId share, CancellationToken cancellationToken);

    /// <summary>Counts the share's nodes and sums their sizes by reading all of them: for checks and repairs, not for answers.</summary>
    ValueTask<FsResult<ShareTotals>> CountAsync(ShareId share, CancellationToken cancellationToken);
}

/// <summary>Totals of a share, counted row by row.</summary>
/// <param name="Nodes">Nodes of every kind, the root included.</param>
/// <param name="ContentBytes">The sum of all files' sizes, each rounded up to 4 KiB.</param>
public readonly record struct ShareTotals(ulong Nodes, ulong ContentBytes)
{
    /// <summary>The totals with <paramref name="node"/> counted too.</summary>
    public ShareTotals Add(NodeRecord node)
    {
        var allocated = node.Kind == NodeKind.File ? OwnerCharge.GetAllocation(node.Size) : 0;
        return new ShareTotals(Nodes + 1, ContentBytes + allocated);
    }
}
