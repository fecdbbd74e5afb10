using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata;

/// <summary>
/// Locks of nodes, by stripes. They are plain locks and not asynchronous ones because nothing is ever awaited under them: what is cold is read before,
/// what must be durable is waited for after. Several are taken in the order of their stripes.
/// </summary>
internal sealed class NodeLocks
{
    private const int StripeCount = 4096;
    private readonly Stripe[] stripes = new Stripe[StripeCount];

    /// <summary>All stripes unlocked.</summary>
    public NodeLocks()
    {
        for (var i = 0; i < stripes.Length; i++)
        {
            stripes[i] = new Stripe();
        }
    }

    /// <summary>
    /// A number that changes with every change of a node of the same stripe. What was read from the store may be cached only if it is the same as before
    /// the reading.
    /// </summary>
    public ulong GetVersion(NodeId node) => Volatile.Read(ref stripes[IndexOf(node)].Version);

    /// <summary>Locks one node.</summary>
    public Scope Lock(NodeId node)
    {
        var index = IndexOf(node);
        return new Scope(this, index, index, index, index);
    }

    /// <summary>Locks two nodes.</summary>
    public Scope Lock(NodeId first, NodeId second)
    {
        var (a, b) = (IndexOf(first), IndexOf(second));
        return a <= b ? new Scope(this, a, a, a, b) : new Scope(this, b, b, b, a);
    }

    /// <summary>Locks four nodes, some of which may be the same.</summary>
    public Scope Lock(NodeId first, NodeId second, NodeId third, NodeId fourth)
    {
        Span<int> indexes = [IndexOf(first), IndexOf(second), IndexOf(third), IndexOf(fourth)];
        indexes.Sort();
        return new Scope(this, indexes[0], indexes[1], indexes[2], indexes[3]);
    }

    /// <summary>Waits until everybody has let go who holds a lock now, one stripe after the other. For callers without any.</summary>
    public void PassThrough()
    {
        foreach (var stripe in stripes)
        {
            stripe.Gate.Enter();
            stripe.Gate.Exit();
        }
    }

    private static int IndexOf(NodeId node) => (int)((node.Value * 0x9E3779B97F4A7C15UL) >> 52);

    private sealed class Stripe
    {
        public readonly System.Threading.Lock Gate = new();
        public ulong Version;
    }

    /// <summary>Up to four locked stripes in rising order, equal ones next to each other.</summary>
    internal readonly ref struct Scope
    {
        private readonly NodeLocks owner;
        private readonly int a;
        private readonly int b;
        private readonly int c;
        private readonly int d;

        public Scope(NodeLocks owner, int a, int b, int c, int d)
        {
            (this.owner, this.a, this.b, this.c, this.d) = (owner, a, b, c, d);
            owner.stripes[a].Gate.Enter();
            EnterUnlessSame(b, a);
            EnterUnlessSame(c, b);
            EnterUnlessSame(d, c);
        }

        /// <summary>Tells that a node of these stripes changes: what others are reading from the store meanwhile is old.</summary>
        public void MarkChanged()
        {
            owner.stripes[a].Version++;
            owner.stripes[b].Version++;
            owner.stripes[c].Version++;
            owner.stripes[d].Version++;
        }

        public void Dispose()
        {
            ExitUnlessSame(d, c);
            ExitUnlessSame(c, b);
            ExitUnlessSame(b, a);
            owner.stripes[a].Gate.Exit();
        }

        private void EnterUnlessSame(int index, int previous)
        {
            if (index != previous)
            {
                owner.stripes[index].Gate.Enter();
            }
        }

        private void ExitUnlessSame(int index, int previous)
        {
            if (index != previous)
            {
                owner.stripes[index].Gate.Exit();
            }
        }
    }
}
