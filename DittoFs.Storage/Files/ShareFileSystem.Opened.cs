using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>What is done through an open.</content>
internal sealed partial class ShareFileSystem
{
    /// <inheritdoc/>
    public ValueTask<FsResult<ReadOutcome>> ReadOpenAsync(
        CallContext context, NodeOpen open, ulong offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if ((open.Access & (OpenAccess.ReadData | OpenAccess.Execute)) == 0)
        {
            return new(RefuseRead(new ReadTarget(context, open.Node, open), FsError.AccessDenied, AccessRule.OpenRights));
        }

        return ranges.Allows(open.Target, open, offset, (ulong)destination.Length, writes: false)
            ? ReadAsync(new ReadTarget(context, open.Node, open), offset, destination, cancellationToken)
            : new(FsError.LockConflict);
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<WriteOutcome>> WriteOpenAsync(
        CallContext context, NodeOpen open, ulong offset, ReadOnlyMemory<byte> data, WriteStability stability, CancellationToken cancellationToken) =>
        PaceAsync(new WriteOperation(context, open.Node, offset, data, stability, open), data.Length, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<AttributeChange>> SetOpenAttributesAsync(
        CallContext context, NodeOpen open, AttributeChanges changes, CancellationToken cancellationToken) =>
        RunAsync<SetAttributesOperation, AttributeChange>(new SetAttributesOperation(context, open.Node, changes, null, open), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<RenameOutcome>> RenameOpenAsync(
        CallContext context, NodeOpen open, NodeId directory, FileName name, bool replaces, CancellationToken cancellationToken) =>
        open.Name is { } from
            ? RunAsync<RenameOperation, RenameOutcome>(new RenameOperation(context, from, directory, name, open, replaces), cancellationToken)
            : new(FsError.AccessDenied);

    /// <inheritdoc/>
    public async ValueTask<FsResult> LockAsync(NodeOpen open, ReadOnlyMemory<RangeRequest> ranges, bool waits, CancellationToken cancellationToken)
    {
        if (waits)
        {
            return ranges.Length == 1
                ? CheckStillOpen(open, await this.ranges.LockAsync(open.Target, open, ranges.Span[0], cancellationToken))
                : FsError.InvalidArgument;
        }

        return CheckStillOpen(open, this.ranges.TryLock(open.Target, open, ranges.Span));
    }

    /// <inheritdoc/>
    public FsResult Unlock(NodeOpen open, ulong offset, ulong length) => ranges.Unlock(open.Target, open, offset, length);

    /// <inheritdoc/>
    public IReadOnlyList<NodeOpen> ListOpens(int countMax) => opens.List(countMax);

    /// <summary>A lock that was granted while its open was closed would stay for ever.</summary>
    private FsResult CheckStillOpen(NodeOpen open, FsError outcome)
    {
        if (outcome == FsError.None && open.IsClosed)
        {
            ranges.Release(open.Target, open);
            return FsError.StaleHandle;
        }

        return outcome;
    }
}
