using DittoFs.Storage.Access;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>Moving names.</content>
internal sealed partial class ShareFileSystem
{
    /// <inheritdoc/>
    public ValueTask<FsResult<RenameOutcome>> RenameAsync(
        CallContext context, NodeId fromDirectory, FileName fromName, NodeId toDirectory, FileName toName, CancellationToken cancellationToken) =>
        RunAsync<RenameOperation, RenameOutcome>(new RenameOperation(context, fromDirectory, fromName, toDirectory, toName), cancellationToken);

    private readonly struct RenameOperation(CallContext context, NodeId fromDirectory, FileName fromName, NodeId toDirectory, FileName toName)
        : IShareOperation<RenameOutcome>
    {
        public FsResult<RenameOutcome> Try(ShareFileSystem share, ref OperationState state)
        {
            var access = share.Resolve(context);
            if (access.WriteDenial != FsError.None)
            {
                return access.WriteDenial;
            }

            if (fromName.IsDotOrDotDot || toName.IsDotOrDotDot)
            {
                return FsError.InvalidArgument;
            }

            // Moves of directories between directories change who is whose ancestor; one at a time, so that two of them can't make a ring.
            lock (share.renameGate)
            {
                while (true)
                {
                    if (!TryFindEnds(share, access.Caller, ref state, out var source, out var target, out var error))
                    {
                        return error;
                    }

                    var targetNode = target?.Node ?? toDirectory;
                    using var scope = share.locks.Lock(fromDirectory, toDirectory, source.Node, targetNode);
                    if (!TryFindEnds(share, access.Caller, ref state, out var sourceNow, out var targetNow, out error))
                    {
                        return error;
                    }

                    if (source == sourceNow && target == targetNow)
                    {
                        return Rename(share, access.Caller, source, target, scope, ref state);
                    }
                }
            }
        }

        private bool TryFindEnds(
            ShareFileSystem share, Caller caller, ref OperationState state, out NameRecord source, out NameRecord? target, out FsError error)
        {
            (source, target) = (default, null);
            if (!share.TryFindDirectory(fromDirectory, caller, ref state, out _, out _, out error)
                || !share.TryFindDirectory(toDirectory, caller, ref state, out _, out _, out error))
            {
                return false;
            }

            if (!share.TryFindName(fromDirectory, fromName, ref state, out var found) || found is null
                || !share.TryFindName(toDirectory, toName, ref state, out target))
            {
                error = FsError.NotFound;
                return false;
            }

            source = found.Value;
            return true;
        }

        private FsResult<RenameOutcome> Rename(
            ShareFileSystem share, Caller caller, NameRecord source, NameRecord? target, in NodeLocks.Scope scope, ref OperationState state)
        {
            CachedNode? replacedNode = null;
            NodeRecord? replaced = null;
            if (!share.TryFind(fromDirectory, ref state, out var fromNode, out var from, out var error)
                || !share.TryFind(toDirectory, ref state, out var toNode, out var to, out error)
                || !share.TryFind(source.Node, ref state, out var movedNode, out var moved, out error)
                || (target is { } existing && !share.TryFind(existing.Node, ref state, out replacedNode, out replaced, out error)))
            {
                return error;
            }

            error = Check(from, to, moved, replaced, caller, share, ref state);
            if (error != FsError.None)
            {
                return error;
            }

            if (target?.Node == source.Node)
            {
                // Two names of one node: POSIX leaves both.
                return new RenameOutcome(new(from.ToAttributes(), from.ToAttributes()), new(to.ToAttributes(), to.ToAttributes()));
            }

            var now = Timestamp.Now(share.clock);
            var sameDirectory = fromDirectory == toDirectory;
            var batch = new MutationBatch(share.ShareId);
            var fromAfter = from.WithoutEntry(source, now);
            var toBefore = sameDirectory ? fromAfter : to;
            var cleared = target is { } gone ? toBefore.WithoutEntry(gone, now) : toBefore;
            var entry = new NameRecord(source.Node, source.Kind, cleared.NextCookie);
            var toAfter = cleared.WithEntry(source.Kind, now);
            var movedAfter = moved.Changed(now) with { Parent = toDirectory };

            batch.DeleteName(fromDirectory, fromName, source.Cookie);
            if (target is { } old)
            {
                batch.DeleteName(toDirectory, toName, old.Cookie);
            }

            batch.PutName(toDirectory, toName, entry);
            batch.ReplaceNode(movedAfter, movedNode.Logged);
            batch.PutNode(toAfter);
            if (!sameDirectory)
            {
                batch.PutNode(fromAfter);
            }

            var replacedAfter = replaced is null ? null : PlanUnlink(replacedNode!, replaced, now, batch);
            var logged = share.Log(batch, ref state);
            if (!logged.IsSuccess)
            {
                return logged.Error;
            }

            var ticket = logged.Value.Ticket;
            scope.MarkChanged();
            share.cache.SetName(fromDirectory, fromName, null, ticket);
            share.cache.SetName(toDirectory, toName, entry, ticket);
            movedNode.SetLogged(movedAfter, ticket);
            if (!sameDirectory)
            {
                fromNode.SetLogged(fromAfter, ticket);
            }

            toNode.SetLogged(toAfter, ticket);
            if (replaced is not null)
            {
                share.Unlink(replacedNode!, replaced, replacedAfter, ticket);
            }

            var toChange = new AttributeChange(to.ToAttributes(), toAfter.ToAttributes());
            return new RenameOutcome(sameDirectory ? toChange : new AttributeChange(from.ToAttributes(), fromAfter.ToAttributes()), toChange);
        }

        private static FsError Check(
            NodeRecord from, NodeRecord to, NodeRecord moved, NodeRecord? replaced, Caller caller, ShareFileSystem share, ref OperationState state)
        {
            if (!AccessChecker.Allows(from, caller, AccessChecker.Write) || !AccessChecker.Allows(to, caller, AccessChecker.Write))
            {
                return FsError.AccessDenied;
            }

            if (!AccessChecker.AllowsUnlink(from, moved, caller) || (replaced is not null && !AccessChecker.AllowsUnlink(to, replaced, caller)))
            {
                return FsError.NotPermitted;
            }

            var isDirectory = moved.Kind == NodeKind.Directory;
            if (replaced is not null && replaced.Node != moved.Node)
            {
                var replacesDirectory = replaced.Kind == NodeKind.Directory;
                var error = isDirectory && !replacesDirectory ? FsError.NotDirectory
                    : !isDirectory && replacesDirectory ? FsError.IsDirectory
                    : replacesDirectory && replaced.EntryCount > 0 ? FsError.NotEmpty
                    : FsError.None;
                if (error != FsError.None)
                {
                    return error;
                }
            }

            if (!isDirectory || from.Node == to.Node)
            {
                return FsError.None;
            }

            // A directory that changes its place has a new "..", so it must be writable itself.
            return !AccessChecker.Allows(moved, caller, AccessChecker.Write) ? FsError.AccessDenied
                : to.LinkCount >= share.Limits.LinkCountMax ? FsError.TooManyLinks
                : CheckNotBelow(share, to, moved.Node, ref state);
        }

        /// <summary>Refuses to move a directory below itself.</summary>
        private static FsError CheckNotBelow(ShareFileSystem share, NodeRecord directory, NodeId moved, ref OperationState state)
        {
            while (directory.Node != moved)
            {
                if (directory.Node == NodeId.Root)
                {
                    return FsError.None;
                }

                if (!share.TryFind(directory.Parent, ref state, out _, out var parent, out var error))
                {
                    return error;
                }

                directory = parent;
            }

            return FsError.InvalidArgument;
        }
    }
}
