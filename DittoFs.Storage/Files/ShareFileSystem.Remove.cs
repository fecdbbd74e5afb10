using DittoFs.Storage.Access;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>Removing names.</content>
internal sealed partial class ShareFileSystem
{
    /// <inheritdoc/>
    public ValueTask<FsResult<AttributeChange>> RemoveAsync(CallContext context, NodeId directory, FileName name, CancellationToken cancellationToken) =>
        RunAsync<RemoveOperation, AttributeChange>(new RemoveOperation(context, directory, name, ofDirectory: false), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<AttributeChange>> RemoveDirectoryAsync(CallContext context, NodeId directory, FileName name, CancellationToken cancellationToken) =>
        RunAsync<RemoveOperation, AttributeChange>(new RemoveOperation(context, directory, name, ofDirectory: true), cancellationToken);

    /// <summary>
    /// Plans the loss of one name: the node keeps its other names, or goes with its content. A directory goes with its only name. What is open stays as an orphan,
    /// unless <paramref name="isLastOpen"/> says that nothing will be open afterwards.
    /// </summary>
    private PlannedRecord? PlanUnlink(CachedNode cached, NodeRecord node, Timestamp now, MutationBatch batch, bool isLastOpen = false)
    {
        if (node.Kind != NodeKind.Directory && node.LinkCount > 1)
        {
            var left = node.Changed(now) with { LinkCount = node.LinkCount - 1 };
            return PlanRecord(cached, left, batch);
        }

        if (!isLastOpen && opens.IsOpen(node.Node))
        {
            var orphan = node.Changed(now) with { LinkCount = 0 };
            batch.PutOrphan(node.Node);
            return PlanRecord(cached, orphan, batch);
        }

        PlanEnd(cached, node, batch);
        return null;
    }

    private static void PlanEnd(CachedNode cached, NodeRecord node, MutationBatch batch)
    {
        batch.RemoveNode(cached.Logged!);
        if (node.Kind == NodeKind.File)
        {
            batch.DropContent(node.Content);
        }
    }

    /// <summary>Carries out in memory what <see cref="PlanUnlink"/> planned and the log has.</summary>
    private void Unlink(CachedNode cached, NodeRecord before, PlannedRecord? after, ulong ticket)
    {
        if (after is { } left)
        {
            SetRecord(cached, left, ticket);
        }
        else
        {
            cached.SetLogged(null, ticket);
            content.Drop(before.Content);
            quota.Charge(before, null);
        }
    }

    /// <summary>Takes a name away. Under the locks of its directory and of its node.</summary>
    private FsResult<AttributeChange> Unname(
        OpenName name, NameRecord entry, CachedNode parentNode, NodeRecord parent, CachedNode targetNode, NodeRecord target, bool isLastOpen, in NodeLocks.Scope scope, ref OperationState state)
    {
        var now = Timestamp.Now(clock);
        var batch = new MutationBatch(ShareId);
        var parentAfter = parent.WithoutEntry(entry, now);
        batch.DeleteName(name.Directory, name.Name, entry.Cookie);
        batch.PutNode(parentAfter);
        var targetAfter = PlanUnlink(targetNode, target, now, batch, isLastOpen);
        var logged = Log(batch, ref state);
        if (!logged.IsSuccess)
        {
            return logged.Error;
        }

        scope.MarkChanged();
        cache.SetName(name.Directory, name.Name, null, logged.Value.Ticket);
        parentNode.SetLogged(parentAfter, logged.Value.Ticket);
        Unlink(targetNode, target, targetAfter, logged.Value.Ticket);
        return new AttributeChange(parent.ToAttributes(), parentAfter.ToAttributes());
    }

    private readonly struct RemoveOperation(CallContext context, NodeId directory, FileName name, bool ofDirectory) : IShareOperation<AttributeChange>
    {
        public OperationSubject Subject => new(context, ofDirectory ? "remove-directory" : "remove", directory, name);

        public FsResult<AttributeChange> Try(ShareFileSystem share, ref OperationState state)
        {
            var access = share.Resolve(context);
            if (access.WriteDenial != FsError.None)
            {
                return access.WriteDenial;
            }

            if (name.IsDotOrDotDot)
            {
                return name.IsDot ? FsError.InvalidArgument : ofDirectory ? FsError.NotEmpty : FsError.InvalidArgument;
            }

            while (true)
            {
                if (!share.TryFindDirectory(directory, access.Caller, ref state, out _, out _, out var error))
                {
                    return error;
                }

                if (!share.TryFindName(directory, name, ref state, out var entry) || entry is null)
                {
                    return FsError.NotFound;
                }

                using var scope = share.locks.Lock(directory, entry.Value.Node);
                if (share.TryFindName(directory, name, ref state, out var present) && present == entry)
                {
                    return Remove(share, access.Caller, entry.Value, scope, ref state);
                }

                if (state.Missing != MissingKind.None)
                {
                    return FsError.Unavailable;
                }
            }
        }

        private FsResult<AttributeChange> Remove(ShareFileSystem share, Caller caller, NameRecord entry, in NodeLocks.Scope scope, ref OperationState state)
        {
            if (!share.TryFindDirectory(directory, caller, ref state, out var parentNode, out var parent, out var error)
                || !share.TryFind(entry.Node, ref state, out var targetNode, out var target, out error))
            {
                return error;
            }

            error = Check(parent, target, caller, ref state);
            error = error == FsError.None && !share.opens.AllowsRemoval(entry.Node) ? FsError.SharingViolation : error;
            return error == FsError.None
                ? share.Unname(new OpenName(directory, name), entry, parentNode, parent, targetNode, target, isLastOpen: false, scope, ref state)
                : error;
        }

        private FsError Check(NodeRecord parent, NodeRecord target, Caller caller, ref OperationState state)
        {
            if (!AccessChecker.Allows(parent, caller, AccessChecker.Write))
            {
                return FsError.AccessDenied;
            }

            if (!AccessChecker.AllowsUnlink(parent, target, caller))
            {
                state.Rule = AccessRule.Sticky;
                return FsError.NotPermitted;
            }

            var isDirectory = target.Kind == NodeKind.Directory;
            return ofDirectory && !isDirectory ? FsError.NotDirectory
                : !ofDirectory && isDirectory ? FsError.IsDirectory
                : isDirectory && target.EntryCount > 0 ? FsError.NotEmpty
                : FsError.None;
        }
    }
}
