using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Web.ControlPlane.Locks;

/// <summary>Where nodes are found, remembered for a few seconds: pages that show the same files each second need not look each time. Safe from any thread.</summary>
internal sealed class NodePaths(IStorageEngine engine, TimeProvider clock)
{
    private const int EntriesMax = 8192;

    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Dictionary<(ShareId Share, NodeId Node), (string? Path, long Time)> known = [];

    /// <summary>The path of an open: the name that it was opened by, after renames.</summary>
    public async ValueTask<string?> FindAsync(ShareId share, NodeOpen open, CancellationToken cancellationToken)
    {
        if (open.Name is not { } name)
        {
            return await FindAsync(share, open.Node, cancellationToken);
        }

        var directory = await FindAsync(share, name.Directory, cancellationToken);
        return directory is null ? null : $"{directory.TrimEnd('/')}/{name.Name}";
    }

    /// <summary>The path of a node; null when it can't be told.</summary>
    public async ValueTask<string?> FindAsync(ShareId share, NodeId node, CancellationToken cancellationToken)
    {
        if (node == NodeId.Root)
        {
            return "/";
        }

        lock (gate)
        {
            if (known.TryGetValue((share, node), out var entry) && clock.GetElapsedTime(entry.Time) < GoodFor)
            {
                return entry.Path;
            }
        }

        var path = await engine.FindPathAsync(share, node, cancellationToken);
        lock (gate)
        {
            if (known.Count >= EntriesMax)
            {
                known.Clear();
            }

            known[(share, node)] = (path, clock.GetTimestamp());
        }

        return path;
    }
}
