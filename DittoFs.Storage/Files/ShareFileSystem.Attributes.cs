using DittoFs.Storage.Access;
using DittoFs.Storage.Locking;
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
        RunAsync<SetAttributesOperation, AttributeChange>(new SetAttributesOperation(context, node, changes, guard, null), cancellationToken);

    private readonly struct GetAttributesOperation(CallContext context, NodeId node) : IShareOperation<NodeAttributes>
    {
        public OperationSubject Subject => new(context, AttributesOperation, node);

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
        private const AccessMask Reading = AccessMask.Read | AccessMask.Lookup | AccessMask.Execute;

        public OperationSubject Subject => new(context, "access", node);

        public FsResult<AccessOutcome> Try(ShareFileSystem share, ref OperationState state)
        {
            var access = share.Resolve(context);
            if (access.Denial != FsError.None)
            {
                return access.Denial;
            }

            if (!share.TryFind(node, ref state, out _, out var record, out var error))
            {
                return error;
            }

            var granted = requested & Grant(record, access);
            if (granted == AccessMask.None && requested != AccessMask.None)
            {
                // The client asks first, and refuses its user by itself.
                share.NoteRefused(Subject, FsError.AccessDenied, (requested & Reading) != 0 ? AccessRule.ModeBits : access.WriteDenialRule);
            }
            else if (access.WriteDenialRule != AccessRule.None && (requested & ~Reading) != 0)
            {
                // Whatever the node: the share lets this caller change nothing, so it is noted once for all of them.
                share.NoteRefused(new OperationSubject(context, "access", NodeId.Root), access.WriteDenial, access.WriteDenialRule);
            }

            return new AccessOutcome(granted, record.ToAttributes());
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

    private readonly struct SetAttributesOperation(CallContext context, NodeId node, AttributeChanges changes, Timestamp? guard, NodeOpen? open)
        : IShareOperation<AttributeChange>
    {
        public OperationSubject Subject => new(context, "set-attributes", node);

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

            state.Rule = open is null ? AccessRule.None : AccessRule.OpenRights;
            error = open is null
                ? AttributeRules.Check(before, access.Caller, changes, share.Limits)
                : AttributeRules.CheckOpen(before, access.Caller, changes, share.Limits, open.Access);
            return error == FsError.None
                ? share.Change(cached, before, AttributeRules.Apply(before, access.Caller, changes, Timestamp.Now(share.clock)), setsSize: changes.Size is not null, scope, ref state)
                : error;
        }
    }

    /// <summary>Brings a node from one state to another whose size or owner may differ. Under the node's lock.</summary>
    private FsResult<AttributeChange> Change(
        CachedNode cached, NodeRecord before, NodeRecord after, bool setsSize, in NodeLocks.Scope scope, ref OperationState state)
    {
        var shrinks = after.Size < before.Size;
        if (shrinks && !content.IsMapLoaded(before.Content))
        {
            (state.Missing, state.MissingNode, state.MissingContent) = (MissingKind.ContentMap, before.Node, before.Content);
            return FsError.Unavailable;
        }

        if (!quota.TryCharge(definition, before, after))
        {
            return FsError.QuotaExceeded;
        }

        var changed = LogChange(cached, before, after, setsSize, scope, ref state);
        if (!changed.IsSuccess)
        {
            quota.Charge(after, before);
        }

        return changed;
    }

    private FsResult<AttributeChange> LogChange(
        CachedNode cached, NodeRecord before, NodeRecord after, bool setsSize, in NodeLocks.Scope scope, ref OperationState state)
    {
        var shrinks = after.Size < before.Size;
        var batch = new MutationBatch(ShareId);
        if (shrinks)
        {
            var error = CutInSteps(before, after.Size, ref state);
            if (error != FsError.None)
            {
                return error;
            }

            content.PlanTruncate(before.Content, before.Node, after.Size, batch);
        }

        var planned = setsSize ? PlanSize(cached, after, batch, ref state) : PlanRecord(cached, after, batch);
        var logged = Log(batch, ref state);
        if (!logged.IsSuccess)
        {
            return logged.Error;
        }

        if (shrinks)
        {
            content.Truncate(before.Content, before.Node, after.Size, logged.Value.Ticket);
        }

        scope.MarkChanged();
        SetRecord(cached, planned, logged.Value.Ticket);
        return new AttributeChange(before.ToAttributes(), after.ToAttributes());
    }

    /// <summary>
    /// Adds a record whose size the caller names to a batch. The answer promises that size, so it is stored whatever becomes of the bytes; they are waited for, so that what was
    /// answered has no hole where bytes were written before.
    /// </summary>
    private PlannedRecord PlanSize(CachedNode cached, NodeRecord after, MutationBatch batch, ref OperationState state)
    {
        if (LimitToStored(after, cached.Logged) != after)
        {
            state.RemoteSequence = journal.WaitsForRemote(cached.DataSequence);
        }

        batch.ReplaceNode(after, cached.Logged);
        return new PlannedRecord(after, after);
    }

    /// <summary>Cuts a file of very many rows from its end until one transaction can do the rest. A crash in between leaves zeros behind the new size.</summary>
    private FsError CutInSteps(NodeRecord file, ulong size, ref OperationState state)
    {
        while (content.FindTruncateStep(file.Content, file.Node, size) is var step && step > size)
        {
            var batch = new MutationBatch(ShareId);
            content.PlanTruncate(file.Content, file.Node, step, batch);
            var logged = Log(batch, ref state);
            if (!logged.IsSuccess)
            {
                return logged.Error;
            }

            content.Truncate(file.Content, file.Node, step, logged.Value.Ticket);
        }

        return FsError.None;
    }
}
