using DittoFs.Storage.Access;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>Opening nodes.</content>
internal sealed partial class ShareFileSystem
{
    /// <inheritdoc/>
    public ValueTask<FsResult<NameOutcome>> LookupAnyCaseAsync(CallContext context, NodeId directory, FileName name, CancellationToken cancellationToken) =>
        RunAsync<LookupAnyCaseOperation, NameOutcome>(new LookupAnyCaseOperation(context, directory, name), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<OpenOutcome>> OpenAsync(CallContext context, NodeId directory, FileName name, OpenRequest request, CancellationToken cancellationToken) =>
        name.IsDotOrDotDot ? new(FsError.InvalidName) : OpenNameAsync(context, directory, name, request with { Opener = context }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<OpenOutcome>> OpenNodeAsync(CallContext context, NodeId node, OpenRequest request, CancellationToken cancellationToken) =>
        RunAsync<OpenNodeOperation, OpenOutcome>(new OpenNodeOperation(context, node, request with { Opener = context }), cancellationToken);

    /// <summary>Opens, and takes the open back if what it changed did not become durable: its caller is told of a failure and would never close it.</summary>
    private async ValueTask<FsResult<OpenOutcome>> OpenNameAsync(
        CallContext context, NodeId directory, FileName name, OpenRequest request, CancellationToken cancellationToken)
    {
        var made = new OpenSlot();
        var isKept = false;
        try
        {
            var opened = await RunAsync<OpenOperation, OpenOutcome>(new OpenOperation(context, directory, name, request, made), cancellationToken);
            isKept = opened.IsSuccess;
            return opened;
        }
        finally
        {
            if (!isKept && made.Open is { } open)
            {
                Abandon(open);
            }
        }
    }

    /// <summary>Takes an open out of the tables, whatever it was to do at its close.</summary>
    private void Abandon(NodeOpen open)
    {
        using var scope = locks.Lock(open.Node);
        opens.Remove(open);
        ranges.Release(open.Target, open);
    }

    /// <summary>Where an attempt leaves the open that it made.</summary>
    private sealed class OpenSlot
    {
        public NodeOpen? Open { get; set; }
    }

    private readonly struct LookupAnyCaseOperation(CallContext context, NodeId directory, FileName name) : IShareOperation<NameOutcome>
    {
        public OperationSubject Subject => new(context, "lookup", directory, name);

        public FsResult<NameOutcome> Try(ShareFileSystem share, ref OperationState state)
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

            if (!share.TryFindAnyCase(directory, name, ref state, out var stored, out var entry) || entry is null)
            {
                return FsError.NotFound;
            }

            if (!share.TryFind(entry.Value.Node, ref state, out _, out var record, out error))
            {
                // The name was removed between the two look-ups, which take no lock.
                return error == FsError.StaleHandle ? FsError.NotFound : error;
            }

            return new NameOutcome(record.ToAttributes(), stored.Copy(), parent.ToAttributes());
        }
    }

    private readonly struct OpenOperation(CallContext context, NodeId directory, FileName name, OpenRequest request, OpenSlot made) : IShareOperation<OpenOutcome>
    {
        public OperationSubject Subject => new(context, "open", directory, name);

        public FsResult<OpenOutcome> Try(ShareFileSystem share, ref OperationState state)
        {
            var access = share.Resolve(context);
            if (access.Denial != FsError.None)
            {
                return access.Denial;
            }

            while (true)
            {
                if (!share.TryFindDirectory(directory, access.Caller, ref state, out _, out _, out var error))
                {
                    return error;
                }

                if (!share.TryFindAnyCase(directory, name, ref state, out var stored, out var entry))
                {
                    return FsError.Unavailable;
                }

                using var scope = share.locks.Lock(directory, entry?.Node ?? directory);
                if (share.TryFindAnyCase(directory, name, ref state, out var storedNow, out var present) && present == entry && storedNow == stored)
                {
                    var opened = Open(share, access, stored, entry, scope, ref state);
                    made.Open = opened.IsSuccess ? opened.Value.Open : null;
                    return opened;
                }

                if (state.Missing != MissingKind.None)
                {
                    return FsError.Unavailable;
                }
            }
        }

        private FsResult<OpenOutcome> Open(
            ShareFileSystem share, ResolvedAccess access, FileName stored, NameRecord? entry, in NodeLocks.Scope scope, ref OperationState state)
        {
            if (!share.TryFindDirectory(directory, access.Caller, ref state, out var parentNode, out var parent, out var error))
            {
                return error;
            }

            if (entry is null)
            {
                return request.MayCreate ? Create(share, access, parentNode, parent, scope, ref state) : FsError.NotFound;
            }

            if (request.Disposition == OpenDisposition.Create)
            {
                return FsError.Exists;
            }

            if (!share.TryFind(entry.Value.Node, ref state, out var cached, out var record, out error))
            {
                return error;
            }

            return share.OpenExisting(access, new OpenName(directory, stored.Copy()), parent, cached, record, request, scope, ref state);
        }

        private FsResult<OpenOutcome> Create(
            ShareFileSystem share, ResolvedAccess access, CachedNode parentNode, NodeRecord parent, in NodeLocks.Scope scope, ref OperationState state)
        {
            if (request.DeletesAtClose && ((request.Access & OpenAccess.Delete) == 0 || (request.Changes.DosAttributes & DosAttributeBits.ReadOnly) is > 0))
            {
                return FsError.AccessDenied;
            }

            var node = request.Kind == OpenKind.Directory
                ? new NewNode(NodeKind.Directory, request.Changes, PosixMode.DirectoryDefault)
                : new NewNode(NodeKind.File, request.Changes, PosixMode.FileDefault);
            var creating = new CreateOperation(context, directory, name, CreateDisposition.Guarded, node);
            var created = creating.CreateUnder(share, access, parentNode, parent, scope, ref state);
            if (!created.IsSuccess || !share.TryFind(created.Value.Node.Node, ref state, out _, out var record, out var error))
            {
                return created.Error;
            }

            // Whoever makes a file may do with it what he asked for, whatever mode it got.
            var maximal = OpenRights.GetMaximal(record, parent, access) | request.Access;
            return share.AddOpen(new OpenName(directory, name.Copy()), record, request, OpenAction.Created, maximal);
        }
    }

    private readonly struct OpenNodeOperation(CallContext context, NodeId node, OpenRequest request) : IShareOperation<OpenOutcome>
    {
        public OperationSubject Subject => new(context, "open", node);

        public FsResult<OpenOutcome> Try(ShareFileSystem share, ref OperationState state)
        {
            var access = share.Resolve(context);
            if (access.Denial != FsError.None)
            {
                return access.Denial;
            }

            if (request.Disposition == OpenDisposition.Create)
            {
                return FsError.Exists;
            }

            using var scope = share.locks.Lock(node);
            return share.TryFind(node, ref state, out var cached, out var record, out var error)
                ? share.OpenExisting(access, null, null, cached, record, request, scope, ref state)
                : error;
        }
    }

    /// <summary>Opens a node that exists. Under its lock, and that of its directory if it has a name.</summary>
    private FsResult<OpenOutcome> OpenExisting(
        ResolvedAccess access, OpenName? name, NodeRecord? parent, CachedNode cached, NodeRecord record, OpenRequest request, in NodeLocks.Scope scope, ref OperationState state)
    {
        var maximal = OpenRights.GetMaximal(record, parent, access);
        var error = CheckOpen(record, request, maximal);
        state.Rule = error == FsError.AccessDenied ? ExplainOpen(record, parent, request, access) : AccessRule.None;
        if (error != FsError.None)
        {
            return error;
        }

        if (!request.Cuts)
        {
            return AddOpen(name, record, request, OpenAction.Opened, maximal);
        }

        var changes = new AttributeChanges { Size = 0, DosAttributes = request.Changes.DosAttributes ?? 0 };
        var after = AttributeRules.Apply(record, access.Caller, changes, Timestamp.Now(clock));
        var cut = Change(cached, record, after, setsSize: true, scope, ref state);
        var action = request.Disposition == OpenDisposition.Supersede ? OpenAction.Superseded : OpenAction.Overwritten;
        return cut.IsSuccess ? AddOpen(name, after, request, action, maximal) : cut.Error;
    }

    /// <summary>The rule by which <see cref="CheckOpen"/> denied an open: the share's where its settings alone took the wanted right away.</summary>
    private static AccessRule ExplainOpen(NodeRecord record, NodeRecord? parent, OpenRequest request, ResolvedAccess access)
    {
        var needed = NeededFor(request);
        var lacking = needed & ~OpenRights.GetByMode(record, parent, access.Caller);
        var isReadOnly = record.Kind != NodeKind.Directory && (record.DosAttributes & DosAttributeBits.ReadOnly) != 0;
        return access.WriteDenialRule != AccessRule.None && (needed & OpenRights.Changing) != 0 ? access.WriteDenialRule
            : lacking == OpenAccess.Delete && parent is not null && AccessChecker.Allows(parent, access.Caller, AccessChecker.Write) ? AccessRule.Sticky
            : lacking != 0 ? AccessRule.ModeBits
            : isReadOnly ? AccessRule.DosReadOnly
            : AccessRule.OpenRights;
    }

    private static OpenAccess NeededFor(OpenRequest request) =>
        request.Access | (request.Cuts ? OpenAccess.WriteData : 0) | (request.DeletesAtClose ? OpenAccess.Delete : 0);

    private FsError CheckOpen(NodeRecord record, OpenRequest request, OpenAccess maximal)
    {
        var isDirectory = record.Kind == NodeKind.Directory;
        if (isDirectory ? request.Kind == OpenKind.File : request.Kind == OpenKind.Directory)
        {
            return isDirectory ? FsError.IsDirectory : FsError.NotDirectory;
        }

        if (record.Kind == NodeKind.SymbolicLink && !request.FollowsNoLink)
        {
            return FsError.WrongKind;
        }

        if (request.Cuts && record.Kind != NodeKind.File)
        {
            return isDirectory ? FsError.IsDirectory : FsError.WrongKind;
        }

        // MS-FSA 2.1.5.1.2.1: a file that is cut must not lose that it is hidden or the system's.
        const uint Lasting = DosAttributeBits.Hidden | DosAttributeBits.System;
        var isReadOnly = !isDirectory && (record.DosAttributes & DosAttributeBits.ReadOnly) != 0;
        var needed = NeededFor(request);
        var isDenied = (needed & ~maximal) != 0
            || (request.DeletesAtClose && ((request.Access & OpenAccess.Delete) == 0 || isReadOnly))
            || (isReadOnly && (needed & (OpenAccess.WriteData | OpenAccess.AppendData)) != 0)
            || (request.Cuts && (record.DosAttributes & Lasting & ~(request.Changes.DosAttributes ?? 0)) != 0);
        var entry = opens.Find(OpenTarget.Of(record.Node));
        return entry?.DeletePending is not null ? FsError.DeletePending
            : isDenied ? FsError.AccessDenied
            : entry?.Check(needed, request.Sharing) ?? FsError.None;
    }

    private OpenOutcome AddOpen(OpenName? name, NodeRecord record, OpenRequest request, OpenAction action, OpenAccess maximal)
    {
        var granted = request.WantsMaximum ? maximal : request.Access;
        var open = new NodeOpen(OpenTarget.Of(record.Node), record.Kind, granted, request.Sharing, name) { DeletesAtClose = request.DeletesAtClose, Opener = request.Opener, Since = clock.GetUtcNow() };
        opens.Add(open);
        return new OpenOutcome(open, record.ToAttributes(), action, maximal);
    }
}
