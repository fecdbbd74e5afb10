using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Support;

/// <content>Record locks: the table of the storage, without a look at permissions.</content>
internal sealed partial class ScriptedFileSystem
{
    private readonly ByteRangeLockTable ranges = new();

    /// <inheritdoc/>
    public ValueTask<FsResult<ByteRangeLock?>> TestRecordAsync(
        CallContext context, NodeId node, RecordLockOwner owner, RangeRequest range, CancellationToken cancellationToken) =>
        new(new FsResult<ByteRangeLock?>(FsError.None, ranges.FindConflict(OpenTarget.Of(node), owner, range)));

    /// <inheritdoc/>
    public ValueTask<FsResult<RecordLockResult>> LockRecordAsync(
        CallContext context, NodeId node, RecordLockOwner owner, RangeRequest range, bool waits, CancellationToken cancellationToken) =>
        new(ranges.LockRecord(OpenTarget.Of(node), owner, range, waits));

    /// <inheritdoc/>
    public void UnlockRecord(NodeId node, RecordLockOwner owner, ulong offset, ulong length) => ranges.UnlockRecord(OpenTarget.Of(node), owner, offset, length);

    /// <inheritdoc/>
    public int ReleaseRecords(Func<RecordLockOwner, bool> isReleased) => ranges.ReleaseRecords(isReleased);

    /// <inheritdoc/>
    public IReadOnlyList<HeldLock> ListLocks(int countMax) => ranges.List(countMax);
}
