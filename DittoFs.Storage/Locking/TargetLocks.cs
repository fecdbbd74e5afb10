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

    /// <summary>
    /// The locks that keep <paramref name="wanted"/> from being granted. Of his own, an open may put a shared lock on an exclusive one and nothing else, while the
    /// owner of a record lock replaces what he has.
    /// </summary>
    public IEnumerable<ByteRangeLock> Conflicts(ByteRangeLock wanted) => locks.Where(held =>
        (held.Owner.Equals(wanted.Owner) ? wanted.IsExclusive && wanted.Owner is not RecordLockOwner : held.IsExclusive || wanted.IsExclusive)
        && held.Overlaps(wanted.Offset, wanted.Length));

    /// <summary>Whether bytes may be read or written by <paramref name="owner"/>: a write minds every shared lock, its owner's too.</summary>
    public bool Allows(object owner, ulong offset, ulong length, bool writes) => !locks.Exists(held =>
        (held.IsExclusive ? !held.Owner.Equals(owner) : writes) && length > 0 && held.Length > 0 && held.Overlaps(offset, length));

    /// <summary>Adds a lock that nothing keeps from being granted.</summary>
    public void Add(ByteRangeLock granted)
    {
        if (granted.Owner is RecordLockOwner owner)
        {
            Cut(owner, granted.Offset, granted.Length);
            granted = JoinNeighbours(granted);
        }

        locks.Add(granted);
    }

    /// <summary>Takes a range out of the record locks of an owner; what lies beside it stays.</summary>
    public void Cut(RecordLockOwner owner, ulong offset, ulong length)
    {
        var cut = locks.FindAll(held => held.Owner.Equals(owner) && held.Overlaps(offset, length));
        foreach (var held in cut)
        {
            Remove(held);
            if (held.Offset < offset)
            {
                locks.Add(held with { Length = offset - held.Offset });
            }

            var (end, last) = (offset + (length - 1), held.Offset + (held.Length - 1));
            if (last > end)
            {
                locks.Add(held with { Offset = end + 1, Length = last - end });
            }
        }
    }

    /// <summary>Takes one lock of exactly this range out, an exclusive one first; false if there is none.</summary>
    public bool Remove(object owner, ulong offset, ulong length)
    {
        var index = locks.FindIndex(held => held.Owner.Equals(owner) && held.Offset == offset && held.Length == length && held.IsExclusive);
        index = index >= 0 ? index : locks.FindIndex(held => held.Owner.Equals(owner) && held.Offset == offset && held.Length == length);
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

    /// <summary>The locks and those who wait, as an observer sees them.</summary>
    public IEnumerable<HeldLock> List(OpenTarget target) =>
    [
        .. locks.Select(held => new HeldLock(target, held, IsWaiting: false)),
        .. waiters.Select(waiter => new HeldLock(target, waiter.Wanted, IsWaiting: true)),
    ];

    /// <summary>Ends the waiting of all.</summary>
    public void EndWaits()
    {
        foreach (var waiter in waiters)
        {
            waiter.TryEnd(isGranted: false);
        }

        waiters.Clear();
    }

    /// <summary>Takes all out that an owner holds or waits for.</summary>
    public void RemoveOwner(object owner) => RemoveOwners(owner.Equals);

    /// <summary>Takes all out whose owner <paramref name="isRemoved"/> names; how many that were.</summary>
    public int RemoveOwners(Predicate<object> isRemoved)
    {
        var removed = locks.RemoveAll(held => isRemoved(held.Owner));
        for (var node = waiters.First; node is not null;)
        {
            var next = node.Next;
            if (isRemoved(node.Value.Wanted.Owner) && node.Value.TryEnd(isGranted: false))
            {
                waiters.Remove(node);
                removed++;
            }

            node = next;
        }

        return removed;
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
                    Add(node.Value.Wanted);
                }
            }

            node = next;
        }
    }

    /// <summary>Makes one lock of a record lock and those of its owner and kind that touch it, so that locking byte by byte does not fill the table.</summary>
    private ByteRangeLock JoinNeighbours(ByteRangeLock granted)
    {
        var last = granted.Offset + (granted.Length - 1);
        var before = locks.Find(held => IsOfKind(held, granted) && held.Offset < granted.Offset && held.Offset + held.Length == granted.Offset);
        var after = locks.Find(held => IsOfKind(held, granted) && last < ulong.MaxValue && held.Offset == last + 1);
        var offset = before?.Offset ?? granted.Offset;
        last = after is null ? last : after.Offset + (after.Length - 1);
        locks.RemoveAll(held => ReferenceEquals(held, before) || ReferenceEquals(held, after));
        return granted with { Offset = offset, Length = last - offset + 1 };
    }

    private static bool IsOfKind(ByteRangeLock held, ByteRangeLock granted) => held.IsExclusive == granted.IsExclusive && held.Owner.Equals(granted.Owner);
}
