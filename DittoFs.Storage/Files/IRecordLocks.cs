using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <summary>
/// Record locks, the byte-range locks of POSIX, for protocols whose clients name processes and not opens. They and the locks of <see cref="IOpens"/> exclude each
/// other. Ranges are not empty and end below 2^64.
/// </summary>
public interface IRecordLocks
{
    /// <summary>The lock that keeps <paramref name="owner"/> from taking the range; null if none does. Needs what taking it would.</summary>
    ValueTask<FsResult<ByteRangeLock?>> TestRecordAsync(
        CallContext context, NodeId node, RecordLockOwner owner, RangeRequest range, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a range of a file in the place of what the owner holds there. Takes who may read the file, or write it if the lock is exclusive, and its owner.
    /// </summary>
    /// <param name="context">Who asks.</param>
    /// <param name="node">The file; another kind is <see cref="FsError.WrongKind"/>.</param>
    /// <param name="owner">For whom.</param>
    /// <param name="range">The range.</param>
    /// <param name="waits">True to wait for what is in the way: the result then says how it goes on.</param>
    /// <param name="cancellationToken">Gives up fetching what is not in memory; it does not end a wait.</param>
    ValueTask<FsResult<RecordLockResult>> LockRecordAsync(
        CallContext context, NodeId node, RecordLockOwner owner, RangeRequest range, bool waits, CancellationToken cancellationToken);

    /// <summary>Gives back what <paramref name="owner"/> holds of the range, which may be nothing. Needs no permission, and works on a file that is gone.</summary>
    void UnlockRecord(NodeId node, RecordLockOwner owner, ulong offset, ulong length);

    /// <summary>Gives everything back that owners hold or wait for whom <paramref name="isReleased"/> names; it runs under a lock and does nothing else.</summary>
    /// <returns>How many locks and waits there were.</returns>
    int ReleaseRecords(Func<RecordLockOwner, bool> isReleased);

    /// <summary>The byte-range locks of all protocols and those who wait for one, at most <paramref name="countMax"/>.</summary>
    IReadOnlyList<HeldLock> ListLocks(int countMax);
}
