using DittoFs.Storage.Locking;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>Closing opens, and what goes with the last one.</content>
internal sealed partial class ShareFileSystem
{
    /// <inheritdoc/>
    public async ValueTask<FsResult<CloseOutcome>> CloseAsync(CallContext context, NodeOpen open, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync<CloseOperation, CloseOutcome>(new CloseOperation(context, open), cancellationToken);
        }
        finally
        {
            // Also where what was to go with it could not be fetched: nobody closes an open twice. An orphan is swept at the next start.
            if (!open.IsClosed)
            {
                Abandon(open);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<NodeAttributes>> SetDeletePendingAsync(CallContext context, NodeOpen open, bool deletes, CancellationToken cancellationToken) =>
        RunAsync<SetDeletePendingOperation, NodeAttributes>(new SetDeletePendingOperation(context, open, deletes), cancellationToken);

    /// <inheritdoc/>
    public bool IsDeletePending(NodeOpen open) => opens.Find(open.Target)?.DeletePending is not null;

    private readonly struct SetDeletePendingOperation(CallContext context, NodeOpen open, bool deletes) : IShareOperation<NodeAttributes>
    {
        public OperationSubject Subject => new(context, "delete", open.Node);

        public FsResult<NodeAttributes> Try(ShareFileSystem share, ref OperationState state)
        {
            var denial = share.Resolve(context).WriteDenial;
            if (denial != FsError.None)
            {
                return denial;
            }

            using var scope = share.locks.Lock(open.Node);
            if (!share.TryFind(open.Node, ref state, out _, out var record, out var error))
            {
                return error;
            }

            state.Rule = deletes && (record.DosAttributes & DosAttributeBits.ReadOnly) != 0 ? AccessRule.DosReadOnly : AccessRule.OpenRights;
            if (open.Name is null || (open.Access & OpenAccess.Delete) == 0 || (deletes && (record.DosAttributes & DosAttributeBits.ReadOnly) != 0))
            {
                return FsError.AccessDenied;
            }

            if (deletes && record.EntryCount > 0)
            {
                return FsError.NotEmpty;
            }

            share.opens.Find(open.Target)?.SetDeletePending(open, deletes);
            return record.ToAttributes();
        }
    }

    private readonly struct CloseOperation(CallContext context, NodeOpen open) : IShareOperation<CloseOutcome>
    {
        public OperationSubject Subject => new(context, "close", open.Node);

        public FsResult<CloseOutcome> Try(ShareFileSystem share, ref OperationState state)
        {
            while (true)
            {
                var dying = FindDying(share);
                using var scope = share.locks.Lock(open.Node, dying?.Directory ?? open.Node);
                if (FindDying(share) == dying)
                {
                    return Close(share, dying, scope, ref state);
                }
            }
        }

        /// <summary>The name that goes with this close; null if others have the node open too, or none is to go.</summary>
        private OpenName? FindDying(ShareFileSystem share) =>
            share.opens.Find(open.Target) is { Count: 1 } entry && !open.IsClosed ? (open.DeletesAtClose ? open.Name : entry.DeletePending) : null;

        private FsResult<CloseOutcome> Close(ShareFileSystem share, OpenName? dying, in NodeLocks.Scope scope, ref OperationState state)
        {
            if (open.IsClosed)
            {
                return default(CloseOutcome);
            }

            var isLast = share.opens.Find(open.Target) is { Count: 1 };
            var ended = isLast ? End(share, dying, scope, ref state) : new FsResult<CloseOutcome>(FsError.None, default);
            if (state.Missing == MissingKind.None)
            {
                share.opens.Remove(open);
                share.ranges.Release(open.Target, open);
            }

            return ended;
        }

        private FsResult<CloseOutcome> End(ShareFileSystem share, OpenName? dying, in NodeLocks.Scope scope, ref OperationState state)
        {
            if (!share.TryFind(open.Node, ref state, out var cached, out var record, out var error))
            {
                return error == FsError.StaleHandle ? default(CloseOutcome) : error;
            }

            return record.LinkCount == 0 ? share.EndOrphan(cached, record, scope, ref state)
                : dying is null || share.Resolve(context).WriteDenial != FsError.None ? default(CloseOutcome)
                : RemoveName(share, dying, cached, record, scope, ref state);
        }

        /// <summary>Removes the name, if it still leads to the node and, of a directory, if that is still empty.</summary>
        private static FsResult<CloseOutcome> RemoveName(
            ShareFileSystem share, OpenName dying, CachedNode cached, NodeRecord record, in NodeLocks.Scope scope, ref OperationState state)
        {
            if (!share.TryFind(dying.Directory, ref state, out var parentNode, out var parent, out var error))
            {
                return error == FsError.StaleHandle ? default(CloseOutcome) : error;
            }

            if (!share.TryFindName(dying.Directory, dying.Name, ref state, out var entry))
            {
                return FsError.Unavailable;
            }

            if (entry?.Node != record.Node || record.EntryCount > 0)
            {
                return default(CloseOutcome);
            }

            var removed = share.Unname(dying, entry.Value, parentNode, parent, cached, record, isLastOpen: true, scope, ref state);
            return removed.IsSuccess ? new CloseOutcome(IsDeleted: true) : removed.Error;
        }
    }

    /// <summary>Ends a node that has lost its last name and now its last open. Under its lock.</summary>
    private FsResult<CloseOutcome> EndOrphan(CachedNode cached, NodeRecord record, in NodeLocks.Scope scope, ref OperationState state)
    {
        var batch = new MutationBatch(ShareId);
        PlanEnd(cached, record, batch);
        batch.ForgetOrphan(record.Node);
        var logged = Log(batch, ref state);
        if (!logged.IsSuccess)
        {
            return logged.Error;
        }

        scope.MarkChanged();
        Unlink(cached, record, null, logged.Value.Ticket);
        return new CloseOutcome(IsDeleted: true);
    }
}
