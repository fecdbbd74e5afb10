using DittoFs.Storage.Access;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>Record locks.</content>
internal sealed partial class ShareFileSystem
{
    /// <inheritdoc/>
    public ValueTask<FsResult<ByteRangeLock?>> TestRecordAsync(
        CallContext context, NodeId node, RecordLockOwner owner, RangeRequest range, CancellationToken cancellationToken) =>
        RunAsync<TestRecordOperation, ByteRangeLock?>(new TestRecordOperation(context, node, owner, range), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<RecordLockResult>> LockRecordAsync(
        CallContext context, NodeId node, RecordLockOwner owner, RangeRequest range, bool waits, CancellationToken cancellationToken) =>
        RunAsync<LockRecordOperation, RecordLockResult>(new LockRecordOperation(context, node, owner, range, waits), cancellationToken);

    /// <inheritdoc/>
    public void UnlockRecord(NodeId node, RecordLockOwner owner, ulong offset, ulong length) => ranges.UnlockRecord(OpenTarget.Of(node), owner, offset, length);

    /// <inheritdoc/>
    public int ReleaseRecords(Func<RecordLockOwner, bool> isReleased) => ranges.ReleaseRecords(isReleased);

    /// <inheritdoc/>
    public IReadOnlyList<HeldLock> ListLocks(int countMax) => ranges.List(countMax);

    /// <summary>Whether a caller may lock a file: who may use its bytes as the lock says, or has opened it before its mode changed.</summary>
    private FsError CheckRecordLock(CallContext context, NodeId node, bool isExclusive, ref OperationState state)
    {
        var access = Resolve(context);
        if (access.Denial != FsError.None)
        {
            return access.Denial;
        }

        if (!TryFind(node, ref state, out _, out var record, out var error))
        {
            return error;
        }

        // An exclusive lock takes a file that is open for reading too: flock(2) has no other demand.
        var mayLock = AccessChecker.AllowsContentRead(record, access.Caller)
            || (isExclusive && access.WriteDenial == FsError.None && AccessChecker.AllowsContentWrite(record, access.Caller));
        state.Rule = mayLock ? AccessRule.None : AccessRule.ModeBits;
        return record.Kind != NodeKind.File ? FsError.WrongKind : mayLock ? FsError.None : FsError.AccessDenied;
    }

    private readonly struct TestRecordOperation(CallContext context, NodeId node, RecordLockOwner owner, RangeRequest range) : IShareOperation<ByteRangeLock?>
    {
        public OperationSubject Subject => new(context, "lock-test", node);

        public FsResult<ByteRangeLock?> Try(ShareFileSystem share, ref OperationState state)
        {
            var error = share.CheckRecordLock(context, node, range.IsExclusive, ref state);
            return new FsResult<ByteRangeLock?>(error, error == FsError.None ? share.ranges.FindConflict(OpenTarget.Of(node), owner, range) : null);
        }
    }

    private readonly struct LockRecordOperation(CallContext context, NodeId node, RecordLockOwner owner, RangeRequest range, bool waits)
        : IShareOperation<RecordLockResult>
    {
        public OperationSubject Subject => new(context, "lock", node);

        public FsResult<RecordLockResult> Try(ShareFileSystem share, ref OperationState state)
        {
            var error = share.CheckRecordLock(context, node, range.IsExclusive, ref state);
            return error == FsError.None ? share.ranges.LockRecord(OpenTarget.Of(node), owner, range, waits) : error;
        }
    }
}
