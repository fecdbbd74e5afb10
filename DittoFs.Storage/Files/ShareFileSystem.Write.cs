using DittoFs.Storage.Access;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>Writing bytes, and making them durable.</content>
internal sealed partial class ShareFileSystem
{
    /// <inheritdoc/>
    public ValueTask<FsResult<WriteOutcome>> WriteAsync(
        CallContext context, NodeId node, ulong offset, ReadOnlyMemory<byte> data, WriteStability stability, CancellationToken cancellationToken) =>
        PaceAsync(new WriteOperation(context, node, offset, data, stability, null), data.Length, cancellationToken);

    private ValueTask<FsResult<WriteOutcome>> PaceAsync(WriteOperation operation, int length, CancellationToken cancellationToken)
    {
        var pace = journal.GetPace(length);
        return pace == TimeSpan.Zero
            ? RunAsync<WriteOperation, WriteOutcome>(operation, cancellationToken)
            : WriteLaterAsync(operation, pace, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<AttributeChange>> CommitAsync(CallContext context, NodeId node, CancellationToken cancellationToken) =>
        RunAsync<CommitOperation, AttributeChange>(new CommitOperation(context, node, null), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<AttributeChange>> CommitOpenAsync(CallContext context, NodeOpen open, CancellationToken cancellationToken) =>
        (open.Access & (OpenAccess.WriteData | OpenAccess.AppendData)) == 0
            ? new(FsError.AccessDenied)
            : RunAsync<CommitOperation, AttributeChange>(new CommitOperation(context, open.Node, open), cancellationToken);

    private async ValueTask<FsResult<WriteOutcome>> WriteLaterAsync(WriteOperation operation, TimeSpan pace, CancellationToken cancellationToken)
    {
        await Task.Delay(pace, clock, cancellationToken);
        return await RunAsync<WriteOperation, WriteOutcome>(operation, cancellationToken);
    }

    private readonly struct WriteOperation(CallContext context, NodeId node, ulong offset, ReadOnlyMemory<byte> data, WriteStability stability, NodeOpen? open)
        : IShareOperation<WriteOutcome>
    {
        public OperationSubject Subject => new(context, "write", node);

        public FsResult<WriteOutcome> Try(ShareFileSystem share, ref OperationState state)
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

            state.Rule = open is null ? AccessRule.ModeBits : AccessRule.OpenRights;
            error = Check(before, access.Caller, share);
            if (error != FsError.None)
            {
                return error;
            }

            if (data.IsEmpty)
            {
                return new WriteOutcome(0, stability, new AttributeChange(before.ToAttributes(), before.ToAttributes()));
            }

            if (!share.journal.HasRoom)
            {
                state.Missing = MissingKind.Room;
                return FsError.Unavailable;
            }

            var after = Change(before, access.Caller, Timestamp.Now(share.clock));
            if (!share.quota.TryCharge(share.definition, before, after))
            {
                return FsError.QuotaExceeded;
            }

            var prefix = WalDataPrefix.Of(node, after.Content, offset, after);
            var written = share.content.Write(prefix, data);
            if (!written.IsSuccess)
            {
                share.quota.Charge(after, before);
                return written.Error;
            }

            scope.MarkChanged();
            cached.SetUnfolded(after, written.Value.Sequence);
            share.MarkUnfolded(cached);
            if (stability != WriteStability.Unstable)
            {
                state.Sequence = share.journal.WaitsFor(written.Value.Sequence);
                state.RemoteSequence = share.journal.WaitsForRemote(written.Value.Sequence);
            }

            return new WriteOutcome(data.Length, stability, new AttributeChange(before.ToAttributes(), after.ToAttributes()));
        }

        private FsError Check(NodeRecord record, Caller caller, ShareFileSystem share)
        {
            if (record.Kind != NodeKind.File)
            {
                return record.Kind == NodeKind.Directory ? FsError.IsDirectory : FsError.InvalidArgument;
            }

            return !(open is null ? AccessChecker.AllowsContentWrite(record, caller) : MayWrite(open)) ? FsError.AccessDenied
                : open is not null && !share.ranges.Allows(open.Target, open, offset, (ulong)data.Length, writes: true) ? FsError.LockConflict
                : offset > share.Limits.FileBytesMax - (ulong)data.Length ? FsError.FileTooLarge
                : FsError.None;
        }

        private static bool MayWrite(NodeOpen open) => (open.Access & (OpenAccess.WriteData | OpenAccess.AppendData)) != 0;

        private NodeRecord Change(NodeRecord before, Caller caller, Timestamp now)
        {
            var time = before.NextChangeTime(now);
            return before with
            {
                ChangeId = before.ChangeId + 1,
                ChangeTime = time,
                ModifyTime = time,
                Size = Math.Max(before.Size, offset + (ulong)data.Length),
                Mode = caller.IsSuperuser ? before.Mode : AttributeRules.WithoutPrivileges(before.Mode),
            };
        }
    }

    private readonly struct CommitOperation(CallContext context, NodeId node, NodeOpen? open) : IShareOperation<AttributeChange>
    {
        public OperationSubject Subject => new(context, "commit", node);

        public FsResult<AttributeChange> Try(ShareFileSystem share, ref OperationState state)
        {
            // By an open: what was written by its rights becomes durable by them, whatever has become of permissions since.
            var access = share.Resolve(context);
            if (open is null && access.WriteDenial != FsError.None)
            {
                return access.WriteDenial;
            }

            if (!share.TryFind(node, ref state, out var cached, out var record, out var error))
            {
                return error;
            }

            if (record.Kind != NodeKind.File)
            {
                return record.Kind == NodeKind.Directory ? FsError.IsDirectory : FsError.InvalidArgument;
            }

            if (open is null && !AccessChecker.AllowsContentWrite(record, access.Caller))
            {
                return FsError.AccessDenied;
            }

            state.Sequence = share.journal.WaitsFor(cached.DataSequence);
            state.RemoteSequence = share.journal.WaitsForRemote(cached.DataSequence);
            return new AttributeChange(record.ToAttributes(), record.ToAttributes());
        }
    }
}
