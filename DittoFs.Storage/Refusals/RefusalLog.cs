using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Refusals;

/// <summary>
/// The last refused operations of all shares, in memory. Equal ones are one entry with a count, which costs no memory; of different ones only so many a second are
/// taken that a flood neither makes garbage nor washes out what came before it.
/// </summary>
public sealed class RefusalLog
{
    /// <summary>Entries that are kept.</summary>
    public const int EntriesMax = 10_000;

    /// <summary>New entries that are taken in a second.</summary>
    public const int NewEntriesPerSecondMax = 1_000;

    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private readonly Dictionary<RefusalKey, Entry> known = [];

    // In order of the last refusal: the oldest goes first.
    private readonly LinkedList<Entry> order = new();
    private long lastId;
    private long second;
    private int takenInSecond;
    private long dropped;

    /// <summary>An empty log.</summary>
    public RefusalLog(TimeProvider clock) => this.clock = clock;

    /// <summary>Refusals that were only counted, because too many different ones came in one second.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    /// <summary>What is kept now, the latest refusal first.</summary>
    public IReadOnlyList<Refusal> List()
    {
        lock (gate)
        {
            return [.. order.Reverse().Select(entry => entry.ToRefusal())];
        }
    }

    /// <summary>Takes note of a refusal. Its name is copied if it is kept.</summary>
    internal void Add(ShareId share, in OperationSubject subject, AccessRule rule, FsError error, uint effectiveUid)
    {
        var context = subject.Context;
        var key = new RefusalKey(share, context.Protocol, context.ClientAddress, context.Caller.Uid, context.Caller.IsAnonymous, subject.Operation, rule, subject.Node, subject.Name);
        var now = clock.GetUtcNow();
        lock (gate)
        {
            if (known.TryGetValue(key, out var entry))
            {
                entry.Repeat(now);
                order.Remove(entry.Place);
                order.AddLast(entry.Place);
            }
            else if (TakeTurn(now))
            {
                Keep(key with { Name = subject.Name?.Copy() }, context.Caller, error, effectiveUid, now);
            }
            else
            {
                Interlocked.Increment(ref dropped);
            }
        }
    }

    private bool TakeTurn(DateTimeOffset now)
    {
        var present = now.ToUnixTimeSeconds();
        (second, takenInSecond) = present == second ? (second, takenInSecond + 1) : (present, 1);
        return takenInSecond <= NewEntriesPerSecondMax;
    }

    private void Keep(RefusalKey key, Caller caller, FsError error, uint effectiveUid, DateTimeOffset now)
    {
        if (known.Count == EntriesMax)
        {
            known.Remove(order.First!.Value.Key);
            order.RemoveFirst();
        }

        var entry = new Entry(++lastId, key, caller, error, effectiveUid, now);
        known.Add(key, entry);
        order.AddLast(entry.Place);
    }

    private sealed class Entry
    {
        private readonly long id;
        private readonly Caller caller;
        private readonly FsError error;
        private readonly uint effectiveUid;
        private readonly DateTimeOffset first;
        private DateTimeOffset last;
        private long count = 1;

        public Entry(long id, RefusalKey key, Caller caller, FsError error, uint effectiveUid, DateTimeOffset now)
        {
            (this.id, Key, this.caller, this.error, this.effectiveUid, first, last) = (id, key, caller, error, effectiveUid, now, now);
            Place = new LinkedListNode<Entry>(this);
        }

        public RefusalKey Key { get; }

        public LinkedListNode<Entry> Place { get; }

        public void Repeat(DateTimeOffset now) => (count, last) = (count + 1, now);

        public Refusal ToRefusal() => new(
            id, first, last, count, Key.Share, Key.Protocol, Key.Client, caller, effectiveUid, Key.Operation, Key.Rule, error, Key.Node, Key.Name);
    }
}
