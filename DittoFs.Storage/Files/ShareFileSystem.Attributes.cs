using DittoFs.Storage.Access;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>Attributes and access.</content>
internal sealed partial class ShareFileSystem
{
    /// <inheritdoc/>
    public ValueTask<FsResult<NodeAttributes>> GetAttributesAsync(CallContext context, NodeId node, CancellationToken cancellationToken) =>
        RunAsync<GetAttributesOperation, NodeAttributes>(new GetAttributesOperation(context, node), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<AccessOutcome>> CheckAccessAsync(CallContext context, NodeId node, AccessMask requested, CancellationToken cancellationToken) =>
        RunAsync<CheckAccessOperation, AccessOutcome>(new CheckAccessOperation(context, node, requested), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<AttributeChange>> SetAttributesAsync(
        CallContext context, NodeId node, AttributeChanges changes, Timestamp? guard, CancellationToken cancellationToken) =>
        RunAsync<SetAttributesOperation, AttributeChange>(new SetAttributesOperation(context, node, changes, guard), cancellationToken);

    private readonly struct GetAttributesOperation(CallContext context, NodeId node) : IShareOperation<NodeAttributes>
    {
        public FsResult<NodeAttributes> Try(ShareFileSystem share, ref OperationState state)
        {
            var access = share.Resolve(context);
            var denial = node == NodeId.Root ? access.RootDenial : access.Denial;
            return denial != FsError.None ? denial
                : share.TryFind(node, ref state, out _, out var record, out var error) ? record.ToAttributes()
                : error;
        }
    }

    private readonly struct CheckAccessOperation(CallContext context, NodeId node, AccessMask requested) : IShareOperation<AccessOutcome>
    {
        public FsResult<AccessOutcome> Try(ShareFileSystem share, ref OperationState state)
        {
            var access = share.Resolve(context);
            if (access.Denial != FsError.None)
            {
                return access.Denial;
            }

            return share.TryFind(node, ref state, out _, out var record, out var error)
                ? new AccessOutcome(requested & Grant(record, access), record.ToAttributes())
                : error;
        }

        private static AccessMask Grant(NodeRecord record, ResolvedAccess access)
        {
            var granted = AccessMask.None;
            var isDirectory = record.Kind == NodeKind.Directory;
            if (AccessChecker.Allows(record, access.Caller, AccessChecker.Read))
            {
                granted |= AccessMask.Read;
            }

            if (AccessChecker.Allows(record, access.Caller, AccessChecker.Execute))
            {
                granted |= isDirectory ? AccessMask.Lookup : AccessMask.Execute;
            }

            if (access.WriteDenial == FsError.None && AccessChecker.Allows(record, access.Caller, AccessChecker.Write))
            {
                granted |= AccessMask.Modify | AccessMask.Extend | (isDirectory ? AccessMask.Delete : AccessMask.None);
            }

            return granted;
        }
    }

    private readonly struct SetAttributesOperation(CallContext context, NodeId node, AttributeChanges changes, Timestamp? guard) : IShareOperation<AttributeChange>
    {
        public FsResult<AttributeChange> Try(ShareFileSystem share, ref OperationState state)
        {
            var access = share.Resolve(context);
            if (access.WriteDenial != FsError.None)
            {
                return access.WriteDenial;
            }

            using var scope = share.locks.Lock(node);
            if (!share.TryFind(node, ref state, out var cached, out var before, out var error))
            {
                return error;
            }

            if (guard is { } expected && expected != before.ChangeTime)
            {
                return FsError.NotSynchronized;
            }

            error = AttributeRules.Check(before, access.Caller, changes, share.Limits);
            if (error != FsError.None)
            {
                return error;
            }

            var after = AttributeRules.Apply(before, access.Caller, changes, Timestamp.Now(share.clock));
            var batch = new MutationBatch(share.ShareId);
            var shrinks = after.Size < before.Size;
            if (shrinks && !share.content.IsMapLoaded(before.Content))
            {
                (state.Missing, state.MissingNode, state.MissingContent) = (MissingKind.ContentMap, node, before.Content);
                return FsError.Unavailable;
            }

            if (!share.quota.TryCharge(share.definition, before, after))
            {
                return FsError.QuotaExceeded;
            }

            if (shrinks)
            {
                var stepped = TruncateInSteps(share, before.Content, after.Size, ref state);
                if (stepped != FsError.None)
                {
                    share.quota.Charge(after, before);
                    return stepped;
                }

                share.content.PlanTruncate(before.Content, node, after.Size, batch);
            }

            batch.ReplaceNode(after, cached.Logged);
            var logged = share.Log(batch, ref state);
            if (!logged.IsSuccess)
            {
                share.quota.Charge(after, before);
                return logged.Error;
            }

            if (shrinks)
            {
                share.content.Truncate(before.Content, node, after.Size, logged.Value.Ticket);
            }

            scope.MarkChanged();
            cached.SetLogged(after, logged.Value.Ticket);
            return new AttributeChange(before.ToAttributes(), after.ToAttributes());
        }

        /// <summary>Cuts a file of very many rows from its end until one transaction can do the rest. A crash in between leaves zeros behind the new size.</summary>
        private FsError TruncateInSteps(ShareFileSystem share, ContentId content, ulong size, ref OperationState state)
        {
            while (share.content.FindTruncateStep(content, node, size) is var step && step > size)
            {
                var batch = new MutationBatch(share.ShareId);
                share.content.PlanTruncate(content, node, step, batch);
                var logged = share.Log(batch, ref state);
                if (!logged.IsSuccess)
                {
                    return logged.Error;
                }

                share.content.Truncate(content, node, step, logged.Value.Ticket);
            }

            return FsError.None;
        }
    }
}
