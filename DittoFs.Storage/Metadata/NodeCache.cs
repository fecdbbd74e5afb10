using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata;

/// <summary>
/// The nodes and names of one share that were used lately, and all that the store has not applied yet. Lookups take no lock. Entries whose changes
/// the store has not applied are never dropped: they are the only place that knows them.
/// </summary>
internal sealed class NodeCache
{
    private const int NodeCost = 360;
    private const int NameCost = 200;

    private readonly ConcurrentDictionary<ulong, CachedNode> nodes = new();
    private readonly ConcurrentDictionary<NameKey, CachedName> names = new(NameKeyComparer.Instance);
    private readonly Func<ulong> appliedTicket;
    private readonly NodeLocks locks;
    private readonly long bytesMax;
    private long cost;
    private int sweeping;

    /// <summary>A cache that keeps within <paramref name="bytesMax"/> as far as the store keeps up.</summary>
    /// <param name="bytesMax">The budget in bytes.</param>
    /// <param name="locks">The locks under which nodes change.</param>
    /// <param name="appliedTicket">Tells up to where the store has applied changes.</param>
    public NodeCache(long bytesMax, NodeLocks locks, Func<ulong> appliedTicket) =>
        (this.bytesMax, this.locks, this.appliedTicket) = (bytesMax, locks, appliedTicket);

    /// <summary>Names by what they fold to.</summary>
    public FoldedNameCache Folded { get; } = new();

    /// <summary>Nodes in the cache.</summary>
    public int NodeCount => nodes.Count;

    /// <summary>Finds a node; the entry may say that it does not exist.</summary>
    public bool TryGetNode(NodeId node, [NotNullWhen(true)] out CachedNode? cached)
    {
        if (nodes.TryGetValue(node.Value, out cached))
        {
            cached.Referenced = true;
            return true;
        }

        return false;
    }

    /// <summary>Finds a name; the entry may say that there is none.</summary>
    public bool TryGetName(NodeId directory, FileName name, [NotNullWhen(true)] out CachedName? cached)
    {
        if (names.TryGetValue(new NameKey(directory, name), out cached))
        {
            cached.Referenced = true;
            return true;
        }

        return false;
    }

    /// <summary>Puts a node in that is not there. Under the node's lock.</summary>
    public CachedNode AddNode(NodeId node, NodeRecord? record)
    {
        var added = new CachedNode(record);
        if (nodes.TryAdd(node.Value, added))
        {
            Charge(NodeCost);
            return added;
        }

        return nodes[node.Value];
    }

    /// <summary>Sets what a name leads to. Under the directory's lock.</summary>
    public void SetName(NodeId directory, FileName name, NameRecord? entry, ulong ticket)
    {
        if (ticket != 0)
        {
            Folded.Follow(directory, name, entry is not null);
        }

        var key = new NameKey(directory, name);
        if (names.ContainsKey(key))
        {
            names[key] = new CachedName(entry, ticket);
        }
        else
        {
            names[new NameKey(directory, name.Copy())] = new CachedName(entry, ticket);
            Charge(NameCost);
        }
    }

    /// <summary>Goes back to the budget, if what kept entries in memory allows that now.</summary>
    public void Trim()
    {
        if (Interlocked.Read(ref cost) > bytesMax && Interlocked.Exchange(ref sweeping, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static cache => cache.Sweep(), this, preferLocal: false);
        }
    }

    private void Charge(int bytes)
    {
        Interlocked.Add(ref cost, bytes);
        Trim();
    }

    /// <summary>Drops what was not used since the last sweep, down to nine tenths of the budget.</summary>
    private void Sweep()
    {
        try
        {
            var applied = appliedTicket();
            var target = bytesMax / 10 * 9;
            SweepNames(applied, target);
            SweepNodes(applied, target);
        }
        finally
        {
            Volatile.Write(ref sweeping, 0);
        }
    }

    private void SweepNames(ulong applied, long target)
    {
        foreach (var entry in names)
        {
            if (Interlocked.Read(ref cost) <= target)
            {
                return;
            }

            if (entry.Value.Referenced)
            {
                entry.Value.Referenced = false;
            }
            else if (entry.Value.LastTicket <= applied && names.TryRemove(entry))
            {
                Interlocked.Add(ref cost, -NameCost);
            }
        }
    }

    private void SweepNodes(ulong applied, long target)
    {
        foreach (var (id, node) in nodes)
        {
            if (Interlocked.Read(ref cost) <= target)
            {
                return;
            }

            if (node.Referenced)
            {
                node.Referenced = false;
            }
            else
            {
                Drop(id, node, applied);
            }
        }
    }

    private void Drop(ulong id, CachedNode node, ulong applied)
    {
        // A change that is being made under the lock must not go to an entry that is on its way out.
        using var scope = locks.Lock(new NodeId(id));
        if (!node.AttributesDirty && node.LastTicket <= applied && nodes.TryRemove(id, out _))
        {
            Interlocked.Add(ref cost, -NodeCost);
        }
    }

    private readonly record struct NameKey(NodeId Directory, FileName Name);

    private sealed class NameKeyComparer : IEqualityComparer<NameKey>
    {
        public static readonly NameKeyComparer Instance = new();

        public bool Equals(NameKey x, NameKey y) => x.Directory == y.Directory && x.Name == y.Name;

        public int GetHashCode(NameKey obj) => HashCode.Combine(obj.Directory.Value, obj.Name.GetHashCode());
    }
}
