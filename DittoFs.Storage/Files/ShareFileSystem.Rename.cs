using DittoFs.Storage.Access;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>Moving names.</content>
internal sealed partial class ShareFileSystem
{
    /// <inheritdoc/>
    public ValueTask<FsResult<RenameOutcome>> RenameAsync(
        CallContext context, NodeId fromDirectory, FileName fromName, NodeId toDirectory, FileName toName, CancellationToken cancellationToken) =>
        RunAsync<RenameOperation, RenameOutcome>(new RenameOperation(context, new OpenName(fromDirectory, fromName), toDirectory, toName, null, replaces: true), cancellationToken);

    private readonly struct RenameOperation(CallContext context, OpenName from, NodeId toDirectory, FileName toName, NodeOpen? open, bool replaces)
        : IShareOperation<RenameOutcome>
    {
        public OperationSubject Subject => new(context, "rename", from.Directory, from.Name);

        private NodeId FromDirectory => from.Directory;

        private FileName FromName => from.Name;

        public FsResult<RenameOutcome> Try(ShareFileSystem share, ref OperationState state)
        {
            var access = share.Resolve(context);
            if (access.WriteDenial != FsError.None)
            {
                return access.WriteDenial;
            }

            if (FromName.IsDotOrDotDot || toName.IsDotOrDotDot)
            {
                return FsError.InvalidArgument;
            }

            // Moves of directories between directories change who is whose ancestor; one at a time, so that two of them can't make a ring.
            lock (share.renameGate)
            {
                while (true)
                {
                    if (!TryFindEnds(share, access.Caller, ref state, out var source, out var targetName, out var target, out var error))
                    {
                        return error;
                    }

                    var targetNode = target?.Node ?? toDirectory;
                    using var scope = share.locks.Lock(FromDirectory, toDirectory, source.Node, targetNode);
                    if (!TryFindEnds(share, access.Caller, ref state, out var sourceNow, out var targetNameNow, out var targetNow, out error))
                    {
                        return error;
                    }

                    if (source == sourceNow && targetName == targetNameNow && target == targetNow)
                    {
                        return Rename(share, access.Caller, source, targetName, target, scope, ref state);
                    }
                }
            }
        }

        private bool TryFindEnds(
            ShareFileSystem share, Caller caller, ref OperationState state, out NameRecord source, out FileName targetName, out NameRecord? target, out FsError error)
        {
            (source, targetName, target) = (default, toName, null);
            if (!share.TryFindDirectory(FromDirectory, caller, ref state, out _, out _, out error)
                || !share.TryFindDirectory(toDirectory, caller, ref state, out _, out _, out error))
            {
                return false;
            }

            if (!share.TryFindName(FromDirectory, FromName, ref state, out var found) || found is null
                || !TryFindTarget(share, found.Value, ref state, out targetName, out target))
            {
                error = FsError.NotFound;
                return false;
            }

            source = found.Value;
            error = open is null || source.Node == open.Node ? FsError.None : FsError.NotFound;
            return error == FsError.None;
        }

        /// <summary>Finds what is to be replaced: over SMB also a name of another case, but not the one that moves.</summary>
        private bool TryFindTarget(ShareFileSystem share, NameRecord source, ref OperationState state, out FileName targetName, out NameRecord? target)
        {
            targetName = toName;
            if (open is null)
            {
                return share.TryFindName(toDirectory, toName, ref state, out target);
            }

            if (!share.TryFindAnyCase(toDirectory, toName, ref state, out targetName, out target))
            {
                return false;
            }

            if (target?.Node == source.Node && toDirectory == FromDirectory && targetName == FromName && toName != FromName)
            {
                (targetName, target) = (toName, null);
            }

            return true;
        }

        /// <summary>Over SMB a directory does not move while something below it is open (MS-FSA 2.1.5.14.11).</summary>
        private static FsError CheckNothingOpenBelow(ShareFileSystem share, NodeId moved, ref OperationState state)
        {
            foreach (var directory in share.opens.ListDirectories())
            {
                var node = directory;
                while (node != moved && node != NodeId.Root)
                {
                    if (!share.TryFind(node, ref state, out _, out var record, out var error))
                    {
                        if (error == FsError.StaleHandle)
                        {
                            break;
                        }

                        return error;
                    }

                    node = record.Parent;
                }

                if (node == moved)
                {
                    return FsError.AccessDenied;
                }
            }

            return FsError.None;
        }

        private FsError CheckOpens(ShareFileSystem share, NameRecord source, NodeRecord? replaced)
        {
            if (open is null)
            {
                return replaced is null || share.opens.AllowsRemoval(replaced.Node) ? FsError.None : FsError.SharingViolation;
            }

            return (open.Access & OpenAccess.Delete) == 0 ? FsError.AccessDenied
                : !share.opens.AllowsRemoval(source.Node, open) || !share.opens.LetsNamesMove(FromDirectory) ? FsError.SharingViolation
                : replaced is null || replaced.Node == source.Node ? FsError.None
                : !replaces ? FsError.Exists
                : replaced.Kind == NodeKind.Directory || share.opens.IsOpen(replaced.Node) || (replaced.DosAttributes & DosAttributeBits.ReadOnly) != 0 ? FsError.AccessDenied
                : FsError.None;
        }

        private FsResult<RenameOutcome> Rename(
            ShareFileSystem share, Caller caller, NameRecord source, FileName targetName, NameRecord? target, in NodeLocks.Scope scope, ref OperationState state)
        {
            CachedNode? replacedNode = null;
            NodeRecord? replaced = null;
            if (!share.TryFind(FromDirectory, ref state, out var fromNode, out var fromRecord, out var error)
                || !share.TryFind(toDirectory, ref state, out var toNode, out var to, out error)
                || !share.TryFind(source.Node, ref state, out var movedNode, out var moved, out error)
                || (target is { } existing && !share.TryFind(existing.Node, ref state, out replacedNode, out replaced, out error)))
            {
                return error;
            }

            state.Rule = AccessRule.OpenRights;
            error = CheckOpens(share, source, replaced);
            error = error == FsError.None && open is not null && moved.Kind == NodeKind.Directory ? CheckNothingOpenBelow(share, moved.Node, ref state) : error;
            error = error == FsError.None ? Check(fromRecord, to, moved, replaced, caller, share, ref state) : error;
            if (error != FsError.None)
            {
                return error;
            }

            if (target?.Node == source.Node)
            {
                // Two names of one node: POSIX leaves both.
                return new RenameOutcome(new(fromRecord.ToAttributes(), fromRecord.ToAttributes()), new(to.ToAttributes(), to.ToAttributes()));
            }

            var now = Timestamp.Now(share.clock);
            var sameDirectory = FromDirectory == toDirectory;
            var batch = new MutationBatch(share.ShareId);
            var fromAfter = fromRecord.WithoutEntry(source, now);
            var toBefore = sameDirectory ? fromAfter : to;
            var cleared = target is { } gone ? toBefore.WithoutEntry(gone, now) : toBefore;
            var entry = new NameRecord(source.Node, source.Kind, cleared.NextCookie);
            var toAfter = cleared.WithEntry(source.Kind, now);
            var movedAfter = moved.Changed(now) with { Parent = toDirectory };

            batch.DeleteName(FromDirectory, FromName, source.Cookie);
            if (target is { } old)
            {
                batch.DeleteName(toDirectory, targetName, old.Cookie);
            }

            batch.PutName(toDirectory, toName, entry);
            var planned = share.PlanRecord(movedNode, movedAfter, batch);
            batch.PutNode(toAfter);
            if (!sameDirectory)
            {
                batch.PutNode(fromAfter);
            }

            var replacedAfter = replaced is null ? null : share.PlanUnlink(replacedNode!, replaced, now, batch);
            var logged = share.Log(batch, ref state);
            if (!logged.IsSuccess)
            {
                return logged.Error;
            }

            var ticket = logged.Value.Ticket;
            scope.MarkChanged();
            share.cache.SetName(FromDirectory, FromName, null, ticket);
            if (target is not null && targetName != toName)
            {
                share.cache.SetName(toDirectory, targetName, null, ticket);
            }

            share.cache.SetName(toDirectory, toName, entry, ticket);
            share.opens.Rename(source.Node, from, new OpenName(toDirectory, toName.Copy()));
            share.SetRecord(movedNode, planned, ticket);
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
            return new RenameOutcome(sameDirectory ? toChange : new AttributeChange(fromRecord.ToAttributes(), fromAfter.ToAttributes()), toChange);
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
                state.Rule = AccessRule.Sticky;
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
