using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Support;

/// <summary>A metadata store that takes no changes while <see cref="Error"/> is set, as on a full disk.</summary>
internal sealed class FullMetadataStore(IMetadataStore inner) : IMetadataStore
{
    private readonly TaskCompletionSource refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile FsError error;

    public FsError Error
    {
        get => error;
        set => error = value;
    }

    /// <summary>Completed when a change was refused for the first time.</summary>
    public Task Refused => refused.Task;

    public bool IsPersistent => inner.IsPersistent;

    public ulong AppliedSequence => inner.AppliedSequence;

    public ValueTask<FsResult<ShareSuperblock?>> ReadSuperblockAsync(ShareId share, CancellationToken cancellationToken) => inner.ReadSuperblockAsync(share, cancellationToken);

    public ValueTask<FsResult<NodeRecord?>> ReadNodeAsync(ShareId share, NodeId node, CancellationToken cancellationToken) => inner.ReadNodeAsync(share, node, cancellationToken);

    public ValueTask<FsResult<NameRecord?>> ReadNameAsync(ShareId share, NodeId directory, FileName name, CancellationToken cancellationToken) =>
        inner.ReadNameAsync(share, directory, name, cancellationToken);

    public ValueTask<FsResult<IReadOnlyList<DirectoryRow>>> FindFoldedNamesAsync(ShareId share, NodeId directory, FileName name, CancellationToken cancellationToken) =>
        inner.FindFoldedNamesAsync(share, directory, name, cancellationToken);

    public ValueTask<FsResult<IReadOnlyList<DirectoryRow>>> ScanDirectoryAsync(
        ShareId share, NodeId directory, ulong afterCookie, int rowsMax, bool withRecords, CancellationToken cancellationToken) =>
        inner.ScanDirectoryAsync(share, directory, afterCookie, rowsMax, withRecords, cancellationToken);

    public ValueTask<FsResult<IReadOnlyList<ContentExtent>>> ReadExtentsAsync(ShareId share, ContentId content, ulong from, int rowsMax, CancellationToken cancellationToken) =>
        inner.ReadExtentsAsync(share, content, from, rowsMax, cancellationToken);

    public ValueTask<FsResult<IReadOnlyList<ContentId>>> ListDroppedContentsAsync(ShareId share, int rowsMax, CancellationToken cancellationToken) =>
        inner.ListDroppedContentsAsync(share, rowsMax, cancellationToken);

    public ValueTask<FsResult> ApplyAsync(IReadOnlyList<MutationBatch> batches, ulong appliedSequence, CancellationToken cancellationToken)
    {
        if (error is var refusal and not FsError.None)
        {
            refused.TrySetResult();
            return new ValueTask<FsResult>(refusal);
        }

        return inner.ApplyAsync(batches, appliedSequence, cancellationToken);
    }

    public ValueTask<FsResult<ulong>> FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public ValueTask<FsResult<ShareTotals>> CountAsync(ShareId share, CancellationToken cancellationToken) => inner.CountAsync(share, cancellationToken);

    public ValueTask<FsResult<IReadOnlyList<NodeId>>> ListOrphansAsync(ShareId share, int rowsMax, CancellationToken cancellationToken) => inner.ListOrphansAsync(share, rowsMax, cancellationToken);

    public ValueTask<FsResult> ReadBlocksAsync(ShareId share, Action<BlockId> found, CancellationToken cancellationToken) => inner.ReadBlocksAsync(share, found, cancellationToken);

    public ValueTask<FsResult<IReadOnlyList<OwnerCharge>>> ReadUsageAsync(ShareId share, CancellationToken cancellationToken) => inner.ReadUsageAsync(share, cancellationToken);

    public ValueTask<FsResult<UsageCount>> CountUsageAsync(ShareId share, CancellationToken cancellationToken) => inner.CountUsageAsync(share, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
