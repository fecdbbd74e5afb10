namespace DittoFs.Storage.Locking;

/// <content>Record locks, whose owners are processes of clients instead of opens.</content>
internal sealed partial class ByteRangeLockTable
{
    /// <summary>What keeps <paramref name="owner"/> from taking the range; null if nothing does.</summary>
    public ByteRangeLock? FindConflict(OpenTarget target, RecordLockOwner owner, RangeRequest range)
    {
        lock (gate)
        {
            return targets.TryGetValue(target, out var locks)
                ? locks.Conflicts(new ByteRangeLock(owner, range.Offset, range.Length, range.IsExclusive)).FirstOrDefault()
                : null;
        }
    }

    /// <summary>
    /// Takes a range in the place of what its owner holds there. What is in the way is waited for if <paramref name="waits"/> is set; whoever waits keeps what he
    /// held before.
    /// </summary>
    public RecordLockResult LockRecord(OpenTarget target, RecordLockOwner owner, RangeRequest range, bool waits)
    {
        lock (gate)
        {
            var waiter = new LockWaiter(target, new ByteRangeLock(owner, range.Offset, range.Length, range.IsExclusive));
            var outcome = Start(waiter, waits, GetOrAdd(target));
            return new RecordLockResult(outcome, outcome == RecordLockOutcome.Waiting ? new RecordLockWait(this, waiter) : null);
        }
    }

    /// <summary>Gives back what <paramref name="owner"/> holds of the range, which may be nothing.</summary>
    public void UnlockRecord(OpenTarget target, RecordLockOwner owner, ulong offset, ulong length)
    {
        lock (gate)
        {
            if (targets.TryGetValue(target, out var locks))
            {
                locks.Cut(owner, offset, length);
                locks.Grant();
                DropIfEmpty(target, locks);
            }
        }
    }

    /// <summary>Gives everything back that owners hold or wait for whom <paramref name="isReleased"/> names.</summary>
    /// <returns>How many locks and waits there were.</returns>
    public int ReleaseRecords(Func<RecordLockOwner, bool> isReleased)
    {
        lock (gate)
        {
            var released = 0;
            foreach (var (target, locks) in targets.ToList())
            {
                released += locks.RemoveOwners(owner => owner is RecordLockOwner record && isReleased(record));
                locks.Grant();
                DropIfEmpty(target, locks);
            }

            return released;
        }
    }

    /// <summary>The locks and waits, at most <paramref name="countMax"/>.</summary>
    public List<HeldLock> List(int countMax)
    {
        lock (gate)
        {
            return [.. targets.SelectMany(entry => entry.Value.List(entry.Key)).Take(countMax)];
        }
    }

    /// <summary>Ends all waiting: nothing will be granted any more.</summary>
    public void EndWaits()
    {
        lock (gate)
        {
            foreach (var (target, locks) in targets.ToList())
            {
                locks.EndWaits();
                DropIfEmpty(target, locks);
            }
        }
    }

    private RecordLockOutcome Start(LockWaiter waiter, bool waits, TargetLocks locks)
    {
        var isFree = !locks.Conflicts(waiter.Wanted).Any();
        if (locks.IsFull || !(isFree || waits))
        {
            DropIfEmpty(waiter.Target, locks);
            return locks.IsFull ? RecordLockOutcome.Full : RecordLockOutcome.Conflict;
        }

        if (isFree)
        {
            // A shared lock in the place of an exclusive one lets others in.
            locks.Add(waiter.Wanted);
            locks.Grant();
            return RecordLockOutcome.Granted;
        }

        waiting.RemoveAll(static other => other.Outcome.IsCompleted);
        if (WouldWaitForItself(waiter))
        {
            return RecordLockOutcome.Deadlock;
        }

        waiting.Add(waiter);
        locks.Enqueue(waiter);
        return RecordLockOutcome.Waiting;
    }
}
