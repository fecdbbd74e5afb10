using System.Runtime.InteropServices;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Locking;

/// <summary>
/// The byte-range locks of a share, of all protocols that have them. Over SMB they bind reads and writes too (<see cref="Allows"/>); NFSv3 does not ask.
/// </summary>
internal sealed partial class ByteRangeLockTable
{
    private const int WalkStepsMax = 256;

    private readonly Lock gate = new();
    private readonly Dictionary<OpenTarget, TargetLocks> targets = [];
    private readonly List<LockWaiter> waiting = [];
    private volatile bool isUsed;

    /// <summary>Takes all of the ranges or none, without waiting.</summary>
    /// <returns><see cref="FsError.LockConflict"/> if something is in the way, <see cref="FsError.InvalidArgument"/> for a range behind the last offset.</returns>
    public FsError TryLock(OpenTarget target, object owner, ReadOnlySpan<RangeRequest> ranges)
    {
        lock (gate)
        {
            var locks = GetOrAdd(target);
            var taken = new List<ByteRangeLock>(ranges.Length);
            foreach (var range in ranges)
            {
                var wanted = new ByteRangeLock(owner, range.Offset, range.Length, range.IsExclusive);
                var error = wanted.IsOutOfRange ? FsError.InvalidArgument : locks.IsFull || locks.Conflicts(wanted).Any() ? FsError.LockConflict : FsError.None;
                if (error != FsError.None)
                {
                    taken.ForEach(locks.Remove);
                    DropIfEmpty(target, locks);
                    return error;
                }

                locks.Add(wanted);
                taken.Add(wanted);
            }

            return FsError.None;
        }
    }

    /// <summary>Takes a range, and waits for it if something is in the way. A cycle of those who wait for each other is refused.</summary>
    /// <returns>
    /// <see cref="FsError.LockConflict"/> if it would never be granted, or if the owner is gone meanwhile; <see cref="FsError.StaleHandle"/> if he is an open that
    /// was closed before.
    /// </returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is held.</exception>
    public async ValueTask<FsError> LockAsync(OpenTarget target, object owner, RangeRequest range, CancellationToken cancellationToken)
    {
        var waiter = new LockWaiter(target, new ByteRangeLock(owner, range.Offset, range.Length, range.IsExclusive));
        var error = TryStart(waiter);
        if (error != FsError.None || waiter.Outcome.IsCompleted)
        {
            return error;
        }

        using var registration = cancellationToken.UnsafeRegister(_ => Cancel(waiter), null);
        var isGranted = await waiter.Outcome;
        if (!isGranted)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return isGranted ? FsError.None : FsError.LockConflict;
    }

    /// <summary>Gives one lock of exactly this range back; <see cref="FsError.NotFound"/> if the owner has none.</summary>
    public FsError Unlock(OpenTarget target, object owner, ulong offset, ulong length)
    {
        lock (gate)
        {
            if (!targets.TryGetValue(target, out var locks) || !locks.Remove(owner, offset, length))
            {
                return FsError.NotFound;
            }

            locks.Grant();
            DropIfEmpty(target, locks);
            return FsError.None;
        }
    }

    /// <summary>Gives all back that an owner holds, and ends his waiting.</summary>
    public void Release(OpenTarget target, object owner)
    {
        if (!isUsed)
        {
            return;
        }

        lock (gate)
        {
            if (targets.TryGetValue(target, out var locks))
            {
                locks.RemoveOwner(owner);
                locks.Grant();
                DropIfEmpty(target, locks);
            }
        }
    }

    /// <summary>True if no lock keeps <paramref name="owner"/> from reading or writing the range.</summary>
    public bool Allows(OpenTarget target, object owner, ulong offset, ulong length, bool writes)
    {
        if (!isUsed)
        {
            return true;
        }

        lock (gate)
        {
            return !targets.TryGetValue(target, out var locks) || locks.Allows(owner, offset, length, writes);
        }
    }

    private FsError TryStart(LockWaiter waiter)
    {
        lock (gate)
        {
            if (waiter.Wanted.IsOutOfRange)
            {
                return FsError.InvalidArgument;
            }

            // Whoever closed it has released its locks already, or will find the waiter when he does: both under this lock.
            if (waiter.Wanted.Owner is NodeOpen { IsClosed: true })
            {
                return FsError.StaleHandle;
            }

            var locks = GetOrAdd(waiter.Target);
            if (locks.IsFull)
            {
                return FsError.LockConflict;
            }

            if (!locks.Conflicts(waiter.Wanted).Any())
            {
                locks.Add(waiter.Wanted);
                waiter.TryEnd(isGranted: true);
                return FsError.None;
            }

            waiting.RemoveAll(static other => other.Outcome.IsCompleted);
            if (WouldWaitForItself(waiter))
            {
                return FsError.LockConflict;
            }

            waiting.Add(waiter);
            locks.Enqueue(waiter);
            return FsError.None;
        }
    }

    /// <summary>Walks from who is in the way to what he waits for in turn; a walk that gets too long counts as a cycle.</summary>
    private bool WouldWaitForItself(LockWaiter waiter)
    {
        var seen = new HashSet<object>();
        var open = new Stack<object>(FindHolders(waiter));
        for (var steps = 0; open.TryPop(out var owner); steps++)
        {
            if (owner.Equals(waiter.Wanted.Owner) || steps == WalkStepsMax)
            {
                return true;
            }

            if (seen.Add(owner))
            {
                waiting.FindAll(other => other.Wanted.Owner.Equals(owner)).SelectMany(FindHolders).ToList().ForEach(open.Push);
            }
        }

        return false;
    }

    private IEnumerable<object> FindHolders(LockWaiter waiter) =>
        targets.TryGetValue(waiter.Target, out var locks) ? locks.Conflicts(waiter.Wanted).Select(held => held.Owner) : [];

    /// <summary>Ends the waiting of somebody; nothing happens if it has ended.</summary>
    public void Cancel(LockWaiter waiter)
    {
        lock (gate)
        {
            if (waiter.TryEnd(isGranted: false) && targets.TryGetValue(waiter.Target, out var locks))
            {
                locks.Dequeue(waiter);
                DropIfEmpty(waiter.Target, locks);
            }
        }
    }

    private TargetLocks GetOrAdd(OpenTarget target)
    {
        isUsed = true;
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(targets, target, out _);
        return slot ??= new TargetLocks();
    }

    private void DropIfEmpty(OpenTarget target, TargetLocks locks)
    {
        if (locks.IsEmpty)
        {
            targets.Remove(target);
        }
    }
}
