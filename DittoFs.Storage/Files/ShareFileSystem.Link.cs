using DittoFs.Storage.Access;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>Hard links.</content>
internal sealed partial class ShareFileSystem
{
    /// <inheritdoc/>
    public ValueTask<FsResult<LinkOutcome>> LinkAsync(CallContext context, NodeId node, NodeId directory, FileName name, CancellationToken cancellationToken) =>
        RunAsync<LinkOperation, LinkOutcome>(new LinkOperation(context, node, directory, name), cancellationToken);

    private readonly struct LinkOperation(CallContext context, NodeId node, NodeId directory, FileName name) : IShareOperation<LinkOutcome>
    {
        public OperationSubject Subject => new(context, "link", directory, name);

        public FsResult<LinkOutcome> Try(ShareFileSystem share, ref OperationState state)
        {
            var access = share.Resolve(context);
            if (access.WriteDenial != FsError.None)
            {
                return access.WriteDenial;
            }

            if (name.IsDotOrDotDot)
            {
                return FsError.Exists;
            }

            using var scope = share.locks.Lock(node, directory);
            if (!share.TryFind(node, ref state, out var targetNode, out var target, out var error)
                || !share.TryFindDirectory(directory, access.Caller, ref state, out var parentNode, out var parent, out error))
            {
                return error;
            }

            if (!share.TryFindName(directory, name, ref state, out var existing))
            {
                return FsError.Unavailable;
            }

            error = existing is not null ? FsError.Exists : Check(parent, target, access.Caller, share);
            if (error != FsError.None)
            {
                return error;
            }

            var now = Timestamp.Now(share.clock);
            var batch = new MutationBatch(share.ShareId);
            var entry = new NameRecord(node, target.Kind, parent.NextCookie);
            var targetAfter = target.Changed(now) with { LinkCount = target.LinkCount + 1 };
            var parentAfter = parent.WithEntry(target.Kind, now);
            var planned = share.PlanRecord(targetNode, targetAfter, batch);
            batch.PutName(directory, name, entry);
            batch.PutNode(parentAfter);
            var logged = share.Log(batch, ref state);
            if (!logged.IsSuccess)
            {
                return logged.Error;
            }

            scope.MarkChanged();
            share.cache.SetName(directory, name, entry, logged.Value.Ticket);
            share.SetRecord(targetNode, planned, logged.Value.Ticket);
            parentNode.SetLogged(parentAfter, logged.Value.Ticket);
            return new LinkOutcome(targetAfter.ToAttributes(), new AttributeChange(parent.ToAttributes(), parentAfter.ToAttributes()));
        }

        private static FsError Check(NodeRecord parent, NodeRecord target, Caller caller, ShareFileSystem share) =>
            target.Kind == NodeKind.Directory ? FsError.NotPermitted
            : target.LinkCount == 0 ? FsError.StaleHandle
            : !AccessChecker.Allows(parent, caller, AccessChecker.Write) ? FsError.AccessDenied
            : target.LinkCount >= share.Limits.LinkCountMax ? FsError.TooManyLinks
            : FsError.None;
    }
}
