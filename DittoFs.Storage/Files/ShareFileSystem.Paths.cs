using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>Where nodes are found, for people.</content>
internal sealed partial class ShareFileSystem
{
    private const int PathDepthMax = 256;
    private const int PathRowsPerRead = 1000;

    // A name is looked for among this many of its directory's entries: a listing must not walk directories of millions.
    private const int PathRowsMax = 20_000;

    /// <summary>The path of one of a node's names; null for one that is gone, or whose name would take long to find.</summary>
    public async ValueTask<string?> FindPathAsync(NodeId node, CancellationToken cancellationToken)
    {
        if (!calls.TryEnter())
        {
            return null;
        }

        try
        {
            var names = new Stack<string>();
            while (node != NodeId.Root)
            {
                if (names.Count == PathDepthMax || await FindParentAsync(node, cancellationToken) is not { } parent || await FindNameAsync(parent, node, cancellationToken) is not { } name)
                {
                    return null;
                }

                names.Push(name);
                node = parent.Record.Node;
            }

            return "/" + string.Join('/', names);
        }
        finally
        {
            calls.Exit();
        }
    }

    private async ValueTask<KnownNode?> FindParentAsync(NodeId node, CancellationToken cancellationToken)
    {
        var child = await RunAsync<FindRecordOperation, KnownNode>(new FindRecordOperation(node), cancellationToken);
        if (!child.IsSuccess)
        {
            return null;
        }

        var parent = await RunAsync<FindRecordOperation, KnownNode>(new FindRecordOperation(child.Value.Record.Parent), cancellationToken);
        return parent.IsSuccess ? parent.Value : null;
    }

    private async ValueTask<string?> FindNameAsync(KnownNode directory, NodeId node, CancellationToken cancellationToken)
    {
        // The scan reads the store, so the directory's own changes must have arrived there.
        if (!(await journal.WaitAppliedAsync(directory.LastTicket)).IsSuccess)
        {
            return null;
        }

        await threads.EnterAsync();
        var cookie = directory.Record.LowestCookie == 0 ? 0 : directory.Record.LowestCookie - 1;
        for (var seen = 0; seen < PathRowsMax; seen += PathRowsPerRead)
        {
            var rows = await store.ScanDirectoryAsync(ShareId, directory.Record.Node, cookie, PathRowsPerRead, withRecords: false, cancellationToken);
            if (!rows.IsSuccess)
            {
                return null;
            }

            foreach (var row in rows.Value)
            {
                if (row.Entry.Node == node)
                {
                    return row.Name.ToString();
                }

                cookie = row.Entry.Cookie;
            }

            if (rows.Value.Count < PathRowsPerRead)
            {
                return null;
            }
        }

        return null;
    }

    private readonly record struct KnownNode(NodeRecord Record, ulong LastTicket);

    private readonly struct FindRecordOperation(NodeId node) : IShareOperation<KnownNode>
    {
        public FsResult<KnownNode> Try(ShareFileSystem share, ref OperationState state)
        {
            using var scope = share.locks.Lock(node);
            return share.TryFind(node, ref state, out var cached, out var record, out var error) ? new KnownNode(record, cached.LastTicket) : error;
        }
    }
}
