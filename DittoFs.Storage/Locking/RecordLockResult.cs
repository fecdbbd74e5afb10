namespace DittoFs.Storage.Locking;

/// <summary>What became of a wish for a record lock.</summary>
public enum RecordLockOutcome
{
    /// <summary>It is held.</summary>
    Granted,

    /// <summary>Somebody else's lock is in the way.</summary>
    Conflict,

    /// <summary>Somebody else's lock is in the way, and it is waited for.</summary>
    Waiting,

    /// <summary>To wait would be to wait for oneself.</summary>
    Deadlock,

    /// <summary>The file has as many locks as one may have.</summary>
    Full,
}

/// <summary>What became of a wish for a record lock.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Wait">How it goes on, if it is <see cref="RecordLockOutcome.Waiting"/>.</param>
public readonly record struct RecordLockResult(RecordLockOutcome Outcome, RecordLockWait? Wait = null);

/// <summary>A lock that is waited for.</summary>
public sealed class RecordLockWait
{
    private readonly ByteRangeLockTable table;
    private readonly LockWaiter waiter;

    internal RecordLockWait(ByteRangeLockTable table, LockWaiter waiter) => (this.table, this.waiter) = (table, waiter);

    /// <summary>True once the lock is held; false if it was cancelled, its owner's locks were all released, or the share was stopped.</summary>
    public Task<bool> Granted => waiter.Outcome;

    /// <summary>True once the lock is held.</summary>
    public bool IsGranted => waiter.IsGranted;

    /// <summary>Gives up waiting; a lock that is held already stays held, and <see cref="IsGranted"/> says so afterwards.</summary>
    public void Cancel() => table.Cancel(waiter);
}
