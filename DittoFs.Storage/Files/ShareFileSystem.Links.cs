using DittoFs.Storage.Access;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>Making a symbolic link of what is open, and a file of a symbolic link.</content>
internal sealed partial class ShareFileSystem
{
    /// <inheritdoc/>
    public ValueTask<FsResult<AttributeChange>> SetLinkTargetAsync(
        CallContext context, NodeOpen open, ReadOnlyMemory<byte> target, CancellationToken cancellationToken)
    {
        if (target.Length > Limits.LinkTargetBytesMax)
        {
            return new(FsError.NameTooLong);
        }

        return target.IsEmpty || target.Span.Contains((byte)0)
            ? new(FsError.InvalidArgument)
            : RunAsync<SetLinkTargetOperation, AttributeChange>(new SetLinkTargetOperation(context, open, target.ToArray()), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<AttributeChange>> RemoveLinkTargetAsync(CallContext context, NodeOpen open, CancellationToken cancellationToken) =>
        RunAsync<SetLinkTargetOperation, AttributeChange>(new SetLinkTargetOperation(context, open, ReadOnlyMemory<byte>.Empty), cancellationToken);

    /// <param name="context">Who asks.</param>
    /// <param name="open">What becomes another kind.</param>
    /// <param name="target">Where the link leads; empty to make a file of a link.</param>
    private readonly struct SetLinkTargetOperation(CallContext context, NodeOpen open, ReadOnlyMemory<byte> target) : IShareOperation<AttributeChange>
    {
        public OperationSubject Subject => new(context, "set-link", open.Node);

        private const OpenAccess Needed = OpenAccess.WriteData | OpenAccess.WriteAttributes;

        private bool MakesLink => !target.IsEmpty;

        public FsResult<AttributeChange> Try(ShareFileSystem share, ref OperationState state)
        {
            var denial = share.Resolve(context).WriteDenial;
            if (denial != FsError.None)
            {
                return denial;
            }

            state.Rule = AccessRule.OpenRights;

            while (open.Name is { } name)
            {
                using var scope = share.locks.Lock(name.Directory, open.Node);
                if (open.Name == name)
                {
                    return (open.Access & Needed) == 0 ? FsError.AccessDenied : Change(share, name, scope, ref state);
                }
            }

            return FsError.AccessDenied;
        }

        private FsResult<AttributeChange> Change(ShareFileSystem share, OpenName name, in NodeLocks.Scope scope, ref OperationState state)
        {
            if (!share.TryFind(name.Directory, ref state, out var parentNode, out var parent, out var error)
                || !share.TryFind(open.Node, ref state, out var cached, out var before, out error))
            {
                return error;
            }

            if (!share.TryFindName(name.Directory, name.Name, ref state, out var entry))
            {
                return FsError.Unavailable;
            }

            error = entry?.Node != open.Node ? FsError.NotFound : Check(share, before);
            return error == FsError.None ? Log(share, name, entry!.Value, parentNode, parent, cached, before, scope, ref state) : error;
        }

        /// <summary>
        /// A link has no bytes and no entries, so what has some can't become one. The kind stands with each name too, so there must be this one only; and nobody
        /// else may hold open what he thinks is something else.
        /// </summary>
        private FsError Check(ShareFileSystem share, NodeRecord before)
        {
            var isLink = before.Kind == NodeKind.SymbolicLink;
            return !MakesLink && !isLink ? FsError.WrongKind
                : before.Kind is not (NodeKind.File or NodeKind.Directory or NodeKind.SymbolicLink) ? FsError.WrongKind
                : before.Kind == NodeKind.File && before.Size > 0 ? FsError.NotSupported
                : before.EntryCount > 0 ? FsError.NotEmpty
                : before.Kind != NodeKind.Directory && before.LinkCount != 1 ? FsError.NotSupported
                : share.opens.Find(open.Target) is not { Count: 1 } ? FsError.SharingViolation
                : FsError.None;
        }

        private FsResult<AttributeChange> Log(
            ShareFileSystem share, OpenName name, NameRecord entry, CachedNode parentNode, NodeRecord parent, CachedNode cached, NodeRecord before, in NodeLocks.Scope scope, ref OperationState state)
        {
            var now = Timestamp.Now(share.clock);
            var batch = new MutationBatch(share.ShareId);
            var content = MakesLink ? ContentId.None : new ContentId(share.ids.Take(batch).Value);
            var after = Become(before, content, now);
            var parentAfter = parent.Changed(now) with { LinkCount = parent.LinkCount - (before.Kind == NodeKind.Directory ? 1u : 0u) };
            var entryAfter = entry with { Kind = after.Kind };
            if (!share.quota.TryCharge(share.definition, before, after))
            {
                return FsError.QuotaExceeded;
            }

            batch.ReplaceNode(after, cached.Logged);
            batch.PutName(name.Directory, name.Name, entryAfter);
            batch.PutNode(parentAfter);
            if (before.Kind == NodeKind.File)
            {
                batch.DropContent(before.Content);
            }

            var logged = share.Log(batch, ref state);
            if (!logged.IsSuccess)
            {
                share.ids.RaiseAgain();
                share.quota.Charge(after, before);
                return logged.Error;
            }

            scope.MarkChanged();
            if (before.Kind == NodeKind.File)
            {
                share.content.Drop(before.Content);
            }
            else if (!MakesLink)
            {
                share.content.Create(content, after.Node);
            }

            cached.SetLogged(after, logged.Value.Ticket);
            parentNode.SetLogged(parentAfter, logged.Value.Ticket);
            share.cache.SetName(name.Directory, name.Name, entryAfter, logged.Value.Ticket);
            open.Kind = after.Kind;
            return new AttributeChange(before.ToAttributes(), after.ToAttributes());
        }

        private NodeRecord Become(NodeRecord before, ContentId content, Timestamp now)
        {
            var changed = before.Changed(now);
            return changed with
            {
                Kind = MakesLink ? NodeKind.SymbolicLink : NodeKind.File,
                Mode = MakesLink ? PosixMode.AnyPermission : PosixMode.FileDefault,
                LinkCount = 1,
                Size = (ulong)target.Length,
                Content = content,
                LinkTarget = target,
                ModifyTime = changed.ChangeTime,
                EntryCount = 0,
                NextCookie = 0,
                LowestCookie = 0,
                ExclusiveVerifier = 0,
            };
        }
    }
}
