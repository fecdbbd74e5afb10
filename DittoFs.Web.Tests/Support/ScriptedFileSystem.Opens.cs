using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Support;

/// <content>It has no opens: the protocols that need them are tested on a share.</content>
internal sealed partial class ScriptedFileSystem
{
    /// <inheritdoc/>
    public ValueTask<FsResult<NameOutcome>> LookupAnyCaseAsync(CallContext context, NodeId directory, FileName name, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<FsResult<OpenOutcome>> OpenAsync(CallContext context, NodeId directory, FileName name, OpenRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Refuses: a mutated frame of the lock manager can be a SHARE, which opens.</summary>
    public ValueTask<FsResult<OpenOutcome>> OpenNodeAsync(CallContext context, NodeId node, OpenRequest request, CancellationToken cancellationToken) =>
        new(FsError.UnsupportedKind);

    /// <inheritdoc/>
    public ValueTask<FsResult<CloseOutcome>> CloseAsync(CallContext context, NodeOpen open, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<FsResult<NodeAttributes>> SetDeletePendingAsync(CallContext context, NodeOpen open, bool deletes, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public IReadOnlyList<NodeOpen> ListOpens(int countMax) => [];

    /// <inheritdoc/>
    public bool IsDeletePending(NodeOpen open) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<FsResult<RenameOutcome>> RenameOpenAsync(
        CallContext context, NodeOpen open, NodeId directory, FileName name, bool replaces, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<FsResult<AttributeChange>> SetOpenAttributesAsync(
        CallContext context, NodeOpen open, AttributeChanges changes, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<FsResult<AttributeChange>> SetLinkTargetAsync(
        CallContext context, NodeOpen open, ReadOnlyMemory<byte> target, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<FsResult<AttributeChange>> RemoveLinkTargetAsync(CallContext context, NodeOpen open, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<FsResult<ReadOutcome>> ReadOpenAsync(
        CallContext context, NodeOpen open, ulong offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<AllocatedRange>>> FindAllocatedAsync(
        CallContext context, NodeOpen open, ulong offset, ulong end, int countMax, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<FsResult<ulong>> PunchOpenAsync(CallContext context, NodeOpen open, ulong offset, ulong end, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<FsResult<WriteOutcome>> WriteOpenAsync(
        CallContext context, NodeOpen open, ulong offset, ReadOnlyMemory<byte> data, WriteStability stability, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<FsResult<AttributeChange>> CommitOpenAsync(CallContext context, NodeOpen open, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<FsResult> LockAsync(NodeOpen open, ReadOnlyMemory<RangeRequest> ranges, bool waits, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public FsResult Unlock(NodeOpen open, ulong offset, ulong length) => throw new NotSupportedException();
}
