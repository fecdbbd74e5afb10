using DittoFs.Storage.Access;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>Looking names up, reading links, listing directories.</content>
internal sealed partial class ShareFileSystem
{
    private const ulong DotCookie = 1;
    private const ulong DotDotCookie = 2;
    private const ulong FirstCookie = 3;
    private const int RowsPerScanMax = 4096;

    /// <inheritdoc/>
    public ValueTask<FsResult<LookupOutcome>> LookupAsync(CallContext context, NodeId directory, FileName name, CancellationToken cancellationToken) =>
        RunAsync<LookupOperation, LookupOutcome>(new LookupOperation(context, directory, name), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<LinkTarget>> ReadLinkAsync(CallContext context, NodeId node, CancellationToken cancellationToken) =>
        RunAsync<ReadLinkOperation, LinkTarget>(new ReadLinkOperation(context, node), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<FsResult<DirectoryPage>> ReadDirectoryAsync(
        CallContext context, NodeId directory, ulong cookie, int entriesMax, bool withAttributes, CancellationToken cancellationToken)
    {
        if (!calls.TryEnter())
        {
            return FsError.Unavailable;
        }

        try
        {
            return await ListAsync(context, directory, cookie, entriesMax, withAttributes, cancellationToken);
        }
        finally
        {
            calls.Exit();
        }
    }

    private async ValueTask<FsResult<DirectoryPage>> ListAsync(
        CallContext context, NodeId directory, ulong cookie, int entriesMax, bool withAttributes, CancellationToken cancellationToken)
    {
        var opened = await RunAsync<OpenDirectoryOperation, OpenedDirectory>(new OpenDirectoryOperation(context, directory), cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        // The scan reads the store, so the directory's own changes must have arrived there; other changes are laid over its rows below.
        var applied = await journal.WaitAppliedAsync(opened.Value.LastTicket);
        if (!applied.IsSuccess)
        {
            return applied.Error;
        }

        var (self, parent, _) = opened.Value;
        var entries = new List<DirectoryEntry>();
        AddDots(entries, self, parent, cookie, entriesMax, withAttributes);
        var rowsMax = Math.Min(entriesMax - entries.Count, RowsPerScanMax);
        if (rowsMax <= 0)
        {
            return new DirectoryPage(entries, EndOfDirectory: false, self.ToAttributes());
        }

        await threads.EnterAsync();
        var after = Math.Max(cookie, self.LowestCookie - 1);
        var scanned = await store.ScanDirectoryAsync(ShareId, directory, after, rowsMax, withAttributes, cancellationToken);
        if (!scanned.IsSuccess)
        {
            return scanned.Error;
        }

        foreach (var row in scanned.Value)
        {
            entries.Add(new DirectoryEntry(row.Entry.Node, row.Entry.Cookie, row.Name, withAttributes ? Present(row)?.ToAttributes() : null));
        }

        return new DirectoryPage(entries, scanned.Value.Count < rowsMax, self.ToAttributes());
    }

    private static void AddDots(List<DirectoryEntry> entries, NodeRecord self, NodeRecord parent, ulong cookie, int entriesMax, bool withAttributes)
    {
        if (cookie < DotCookie && entriesMax > 0)
        {
            entries.Add(new DirectoryEntry(self.Node, DotCookie, FileName.Dot, withAttributes ? self.ToAttributes() : null));
        }

        if (cookie < DotDotCookie && entriesMax > entries.Count)
        {
            entries.Add(new DirectoryEntry(parent.Node, DotDotCookie, FileName.DotDot, withAttributes ? parent.ToAttributes() : null));
        }
    }

    /// <summary>The node of a row as it is now: the cache knows changes that the store does not.</summary>
    private NodeRecord? Present(in DirectoryRow row) => cache.TryGetNode(row.Entry.Node, out var cached) ? cached.Record : row.Record;

    private readonly struct LookupOperation(CallContext context, NodeId directory, FileName name) : IShareOperation<LookupOutcome>
    {
        public OperationSubject Subject => new(context, "lookup", directory, name);

        public FsResult<LookupOutcome> Try(ShareFileSystem share, ref OperationState state)
        {
            var access = share.Resolve(context);
            if (access.Denial != FsError.None)
            {
                return access.Denial;
            }

            if (!share.TryFindDirectory(directory, access.Caller, ref state, out _, out var parent, out var error))
            {
                return error;
            }

            var target = name.IsDotOrDotDot ? (name.IsDot ? directory : parent.Parent) : default;
            if (!name.IsDotOrDotDot)
            {
                if (!share.TryFindName(directory, name, ref state, out var entry) || entry is null)
                {
                    return FsError.NotFound;
                }

                target = entry.Value.Node;
            }

            if (!share.TryFind(target, ref state, out _, out var record, out error))
            {
                // The name was removed between the two look-ups, which take no lock.
                return error == FsError.StaleHandle ? FsError.NotFound : error;
            }

            return new LookupOutcome(record.ToAttributes(), parent.ToAttributes());
        }
    }

    private readonly struct ReadLinkOperation(CallContext context, NodeId node) : IShareOperation<LinkTarget>
    {
        public OperationSubject Subject => new(context, "read-link", node);

        public FsResult<LinkTarget> Try(ShareFileSystem share, ref OperationState state)
        {
            var denial = share.Resolve(context).Denial;
            if (denial != FsError.None)
            {
                return denial;
            }

            if (!share.TryFind(node, ref state, out _, out var record, out var error))
            {
                return error;
            }

            return record.Kind == NodeKind.SymbolicLink ? new LinkTarget(record.LinkTarget, record.ToAttributes()) : FsError.WrongKind;
        }
    }

    private readonly record struct OpenedDirectory(NodeRecord Self, NodeRecord Parent, ulong LastTicket);

    private readonly struct OpenDirectoryOperation(CallContext context, NodeId directory) : IShareOperation<OpenedDirectory>
    {
        public OperationSubject Subject => new(context, "list", directory);

        public FsResult<OpenedDirectory> Try(ShareFileSystem share, ref OperationState state)
        {
            var access = share.Resolve(context);
            if (access.Denial != FsError.None)
            {
                return access.Denial;
            }

            using var scope = share.locks.Lock(directory);
            if (!share.TryFind(directory, ref state, out var cached, out var self, out var error))
            {
                return error;
            }

            if (self.Kind != NodeKind.Directory)
            {
                return FsError.NotDirectory;
            }

            if (!AccessChecker.Allows(self, access.Caller, AccessChecker.Read))
            {
                state.Rule = AccessRule.ModeBits;
                return FsError.AccessDenied;
            }

            return share.TryFind(self.Parent, ref state, out _, out var parent, out error)
                ? new OpenedDirectory(self, parent, cached.LastTicket)
                : error;
        }
    }
}
