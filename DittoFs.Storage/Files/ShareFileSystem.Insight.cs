using DittoFs.Storage.Access;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>Questions about access.</content>
internal sealed partial class ShareFileSystem : IAccessInsight
{
    private const int PathDepthMax = 256;

    /// <inheritdoc/>
    public async ValueTask<FsResult<AccessExplanation>> ExplainAccessAsync(CallContext context, IReadOnlyList<FileName> path, CancellationToken cancellationToken)
    {
        var chain = new AccessChain(context, Resolve(context));
        chain.AddShare();
        if (chain.IsRefused)
        {
            return chain.FinishRefused();
        }

        var (way, parent) = ("", default(NodeRecord));
        var node = await RunAsync<PeekNodeOperation, NodeRecord>(new PeekNodeOperation(NodeId.Root), cancellationToken);
        foreach (var name in path)
        {
            if (!node.IsSuccess)
            {
                return node.Error;
            }

            if (node.Value.Kind != NodeKind.Directory)
            {
                return chain.FinishCut(way);
            }

            parent = node.Value;
            chain.AddDirectory(way.Length == 0 ? "/" : way, parent);
            if (chain.IsRefused)
            {
                return chain.FinishRefused();
            }

            way = $"{way}/{name}";
            var found = await RunAsync<PeekNameOperation, NameRecord?>(new PeekNameOperation(parent.Node, name, context.Protocol == FileProtocol.Smb), cancellationToken);
            if (!found.IsSuccess)
            {
                return found.Error;
            }

            if (found.Value is not { } entry)
            {
                return chain.FinishMissing(way, parent);
            }

            node = await RunAsync<PeekNodeOperation, NodeRecord>(new PeekNodeOperation(entry.Node), cancellationToken);
        }

        return node.IsSuccess ? chain.FinishNode(way.Length == 0 ? "/" : way, node.Value, parent) : node.Error;
    }

    /// <summary>A path of a node, without a slash in front; null if none was found within <paramref name="rowsMax"/> directory rows.</summary>
    public async ValueTask<string?> FindPathAsync(NodeId node, int rowsMax, CancellationToken cancellationToken)
    {
        var names = new Stack<string>();
        while (node != NodeId.Root)
        {
            var record = await RunAsync<PeekNodeOperation, NodeRecord>(new PeekNodeOperation(node), cancellationToken);
            if (!record.IsSuccess || names.Count == PathDepthMax)
            {
                return null;
            }

            (var name, rowsMax) = await FindNameAsync(record.Value.Parent, node, rowsMax, cancellationToken);
            if (name is null)
            {
                return null;
            }

            names.Push(name);
            node = record.Value.Parent;
        }

        return string.Join('/', names);
    }

    /// <summary>The name of a node in a directory, or null; and how many rows may still be read.</summary>
    private async ValueTask<(string? Name, int RowsLeft)> FindNameAsync(NodeId directory, NodeId node, int rowsMax, CancellationToken cancellationToken)
    {
        if (!calls.TryEnter())
        {
            return (null, 0);
        }

        try
        {
            var (_, ticket) = GetVersionAndTicket(directory);
            if (!(await journal.WaitAppliedAsync(ticket)).IsSuccess)
            {
                return (null, 0);
            }

            await threads.EnterAsync();
            var after = 0UL;
            while (rowsMax > 0)
            {
                var rows = await store.ScanDirectoryAsync(ShareId, directory, after, Math.Min(rowsMax, RowsPerScanMax), withRecords: false, cancellationToken);
                if (!rows.IsSuccess || rows.Value.Count == 0)
                {
                    return (null, rowsMax);
                }

                rowsMax -= rows.Value.Count;
                foreach (var row in rows.Value)
                {
                    if (row.Entry.Node == node)
                    {
                        return (row.Name.ToString(), rowsMax);
                    }

                    after = row.Entry.Cookie;
                }
            }

            return (null, 0);
        }
        finally
        {
            calls.Exit();
        }
    }

    private readonly struct PeekNodeOperation(NodeId node) : IShareOperation<NodeRecord>
    {
        public OperationSubject Subject => default;

        public FsResult<NodeRecord> Try(ShareFileSystem share, ref OperationState state)
        {
            using var scope = share.locks.Lock(node);
            return share.TryFind(node, ref state, out _, out var record, out var error) ? record : error;
        }
    }

    private readonly struct PeekNameOperation(NodeId directory, FileName name, bool anyCase) : IShareOperation<NameRecord?>
    {
        public OperationSubject Subject => default;

        public FsResult<NameRecord?> Try(ShareFileSystem share, ref OperationState state)
        {
            using var scope = share.locks.Lock(directory);
            NameRecord? entry;
            var isKnown = anyCase ? share.TryFindAnyCase(directory, name, ref state, out _, out entry) : share.TryFindName(directory, name, ref state, out entry);
            return isKnown ? new FsResult<NameRecord?>(FsError.None, entry) : FsError.Unavailable;
        }
    }
}
