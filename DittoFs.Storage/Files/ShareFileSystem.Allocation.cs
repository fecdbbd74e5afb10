using DittoFs.Storage.Locking;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>Where a file has bytes, and making holes.</content>
internal sealed partial class ShareFileSystem
{
    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<AllocatedRange>>> FindAllocatedAsync(
        CallContext context, NodeOpen open, ulong offset, ulong end, int countMax, CancellationToken cancellationToken) =>
        RunAsync<FindAllocatedOperation, IReadOnlyList<AllocatedRange>>(new FindAllocatedOperation(context, open, offset, end, countMax), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<ulong>> PunchOpenAsync(CallContext context, NodeOpen open, ulong offset, ulong end, CancellationToken cancellationToken) =>
        RunAsync<PunchOperation, ulong>(new PunchOperation(context, open, offset, end), cancellationToken);

    private readonly struct FindAllocatedOperation(CallContext context, NodeOpen open, ulong offset, ulong end, int countMax) : IShareOperation<IReadOnlyList<AllocatedRange>>
    {
        public OperationSubject Subject => new(context, "allocated-ranges", open.Node);

        public FsResult<IReadOnlyList<AllocatedRange>> Try(ShareFileSystem share, ref OperationState state)
        {
            var denial = share.Resolve(context).Denial;
            state.Rule = AccessRule.OpenRights;
            if (denial != FsError.None || (open.Access & (OpenAccess.ReadData | OpenAccess.WriteData)) == 0)
            {
                return denial == FsError.None ? FsError.AccessDenied : denial;
            }

            using var scope = share.locks.Lock(open.Node);
            if (!share.TryFind(open.Node, ref state, out _, out var record, out var error))
            {
                return error;
            }

            if (record.Kind != NodeKind.File)
            {
                return FsError.InvalidArgument;
            }

            var found = new List<AllocatedRange>();
            if (!share.content.TryFindAllocated(record.Content, record.Node, offset, Math.Min(end, record.Size), countMax, found))
            {
                (state.Missing, state.MissingNode, state.MissingContent) = (MissingKind.ContentMap, record.Node, record.Content);
                return FsError.Unavailable;
            }

            return found;
        }
    }

    private readonly struct PunchOperation(CallContext context, NodeOpen open, ulong offset, ulong end) : IShareOperation<ulong>
    {
        public OperationSubject Subject => new(context, "punch", open.Node);

        public FsResult<ulong> Try(ShareFileSystem share, ref OperationState state)
        {
            var denial = share.Resolve(context).WriteDenial;
            state.Rule = denial == FsError.None ? AccessRule.OpenRights : AccessRule.None;
            if (denial != FsError.None || (open.Access & OpenAccess.WriteData) == 0)
            {
                return denial == FsError.None ? FsError.AccessDenied : denial;
            }

            using var scope = share.locks.Lock(open.Node);
            if (!share.TryFind(open.Node, ref state, out var cached, out var before, out var error))
            {
                return error;
            }

            if (before.Kind != NodeKind.File)
            {
                return FsError.InvalidArgument;
            }

            if (offset >= end || !share.ranges.Allows(open.Target, open, offset, end - offset, writes: true))
            {
                return offset >= end ? end : FsError.LockConflict;
            }

            if (offset >= before.Size)
            {
                return end;
            }

            if (!share.content.IsMapLoaded(before.Content))
            {
                (state.Missing, state.MissingNode, state.MissingContent) = (MissingKind.ContentMap, before.Node, before.Content);
                return FsError.Unavailable;
            }

            return Punch(share, cached, before, scope, ref state);
        }

        private FsResult<ulong> Punch(ShareFileSystem share, CachedNode cached, NodeRecord before, in NodeLocks.Scope scope, ref OperationState state)
        {
            var last = Math.Min(end, before.Size);
            var batch = new MutationBatch(share.ShareId);
            var reached = share.content.PlanPunch(before.Content, before.Node, offset, last, batch);
            var changed = before.Changed(Timestamp.Now(share.clock));
            var after = changed with { ModifyTime = changed.ChangeTime };
            var planned = share.PlanRecord(cached, after, batch);
            var logged = share.Log(batch, ref state);
            if (!logged.IsSuccess)
            {
                return logged.Error;
            }

            share.content.Punch(before.Content, before.Node, offset, reached, logged.Value.Ticket);
            scope.MarkChanged();
            share.SetRecord(cached, planned, logged.Value.Ticket);
            return reached == last ? end : reached;
        }
    }
}
