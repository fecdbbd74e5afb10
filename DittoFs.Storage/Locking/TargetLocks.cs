namespace DittoFs.Storage.Locking;

/// <summary>The locked ranges of one target and those who wait for one, in the order in which they came. The table's lock guards it.</summary>
internal sealed class TargetLocks
{
    /// <summary>How many locks and waiters one target may have.</summary>
    public const int LocksMax = 65_536;

    private readonly List<ByteRangeLock> locks = [];
    private readonly LinkedList<LockWaiter> waiters = [];

    /// <summary>True if nothing is held or waited for.</summary>
    public bool IsEmpty => locks.Count == 0 && waiters.Count == 0;

    /// <summary>True if there is no room for another.</summary>
    public bool IsFull => locks.Count + waiters.Count >= LocksMax;

    /// <summary>The locks that keep <paramref name="wanted"/> from being granted. An owner may put a shared lock on his exclusive one, and nothing else.</summary>
    public IEnumerable<ByteRangeLock> Conflicts(ByteRangeLock wanted) => locks.Where(held =>
        (wanted.IsExclusive || (held.IsExclusive && !ReferenceEquals(held.Owner, wanted.Owner))) && held.Overlaps(wanted.Offset, wanted.Length));

    /// <summary>Whether bytes may be read or written by <paramref name="owner"/>: a write minds every shared lock, its owner's too.</summary>
    public bool Allows(object owner, ulong offset, ulong length, bool writes) => !locks.Exists(held =>
        (held.IsExclusive ? !ReferenceEquals(held.Owner, owner) : writes) && length > 0 && held.Length > 0 && held.Overlaps(offset, length));

    /// <summary>Adds a lock that nothing keeps from being granted.</summary>
    public void Add(ByteRangeLock granted) => locks.Add(granted);

    /// <summary>Takes one lock of exactly this range out, an exclusive one first; false if there is none.</summary>
    public bool Remove(object owner, ulong offset, ulong length)
    {
        var index = locks.FindIndex(held => ReferenceEquals(held.Owner, owner) && held.Offset == offset && held.Length == length && held.IsExclusive);
        index = index >= 0 ? index : locks.FindIndex(held => ReferenceEquals(held.Owner, owner) && held.Offset == offset && held.Length == length);
        if (index < 0)
        {
            return false;
        }

        locks.RemoveAt(index);
        return true;
    }

    /// <summary>Takes this very lock out.</summary>
    public void Remove(ByteRangeLock held) => locks.RemoveAll(other => ReferenceEquals(other, held));

    /// <summary>Puts somebody at the end of the queue.</summary>
    public void Enqueue(LockWaiter waiter) => waiters.AddLast(waiter);

    /// <summary>Takes somebody out of the queue.</summary>
    public void Dequeue(LockWaiter waiter) => waiters.Remove(waiter);

    /// <summary>Takes all out that an owner holds or waits for.</summary>
    public void RemoveOwner(object owner)
    {
        locks.RemoveAll(held => ReferenceEquals(held.Owner, owner));
        for (var node = waiters.First; node is not null;)
        {
            var next = node.Next;
            if (ReferenceEquals(node.Value.Wanted.Owner, owner) && node.Value.TryEnd(isGranted: false))
            {
                waiters.Remove(node);
            }

            node = next;
        }
    }

    /// <summary>Grants what nothing is in the way of any more, first come, first served.</summary>
    public void Grant()
    {
        for (var node = waiters.First; node is not null;)
        {
            var next = node.Next;
            if (!Conflicts(node.Value.Wanted).Any())
            {
                waiters.Remove(node);
                if (node.Value.TryEnd(isGranted: true))
                {
                    locks.Add(node.Value.Wanted);
                }
            }

            node = next;
        }
    }
}
