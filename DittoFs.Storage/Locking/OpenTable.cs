using System.Collections.Concurrent;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Locking;

/// <summary>
/// The opens of a share, of all protocols that have opens. An entry is added and goes under the lock of its node, so who holds that lock sees a state that stays.
/// </summary>
internal sealed class OpenTable
{
    private readonly ConcurrentDictionary<OpenTarget, OpenEntry> entries = new();
    private long lastNumber;

    /// <summary>The opens of a node; null if there are none.</summary>
    public OpenEntry? Find(OpenTarget target) => entries.GetValueOrDefault(target);

    /// <summary>True if the node is open.</summary>
    public bool IsOpen(NodeId node) => entries.ContainsKey(OpenTarget.Of(node));

    /// <summary>True if the name may go from under the opens of the node, as far as these are concerned.</summary>
    /// <param name="node">The node.</param>
    /// <param name="own">An open that does not count, because it is the one that asks.</param>
    public bool AllowsRemoval(NodeId node, NodeOpen? own = null) => Find(OpenTarget.Of(node))?.SharesDelete(own) ?? true;

    /// <summary>True if names in <paramref name="directory"/> may move, as far as its own opens are concerned.</summary>
    public bool LetsNamesMove(NodeId directory) => Find(OpenTarget.Of(directory))?.LetsNamesMove() ?? true;

    /// <summary>The directories in which a name is open, each once.</summary>
    public IReadOnlyCollection<NodeId> ListDirectories() => entries.Values.SelectMany(static entry => entry.ListDirectories()).ToHashSet();

    /// <summary>Adds an open that <see cref="OpenEntry.Check"/> has let pass. Under the node's lock.</summary>
    public void Add(NodeOpen open)
    {
        open.Number = Interlocked.Increment(ref lastNumber);
        entries.GetOrAdd(open.Target, static _ => new OpenEntry()).Add(open);
    }

    /// <summary>The opens, at most <paramref name="countMax"/>, in no particular order.</summary>
    public IReadOnlyList<NodeOpen> List(int countMax) => [.. entries.Values.SelectMany(static entry => entry.List()).Take(countMax)];

    /// <summary>Takes an open out. Under the node's lock.</summary>
    public void Remove(NodeOpen open)
    {
        if (Find(open.Target) is { } entry && entry.Remove(open) && entry.IsEmpty)
        {
            entries.TryRemove(open.Target, out _);
        }
    }

    /// <summary>Follows a rename. Under the node's lock.</summary>
    public void Rename(NodeId node, OpenName from, OpenName to) => Find(OpenTarget.Of(node))?.Rename(from, to);
}
