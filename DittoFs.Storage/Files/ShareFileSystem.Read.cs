using DittoFs.Storage.Access;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>Reading bytes.</content>
internal sealed partial class ShareFileSystem
{
    private static readonly TimeSpan AccessTimeAgeMax = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public ValueTask<FsResult<ReadOutcome>> ReadAsync(CallContext context, NodeId node, ulong offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        ReadAsync(new ReadTarget(context, node, null), offset, destination, cancellationToken);

    private ValueTask<FsResult<ReadOutcome>> ReadAsync(ReadTarget target, ulong offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (!calls.TryEnter())
        {
            return new(FsError.Unavailable);
        }

        var leaves = true;
        try
        {
            var reading = StartReadAsync(target, offset, destination, cancellationToken);
            leaves = reading.IsCompleted;
            return leaves ? reading : LeaveAsync(reading);
        }
        finally
        {
            if (leaves)
            {
                calls.Exit();
            }
        }
    }

    private async ValueTask<FsResult<ReadOutcome>> LeaveAsync(ValueTask<FsResult<ReadOutcome>> reading)
    {
        try
        {
            return await reading;
        }
        finally
        {
            calls.Exit();
        }
    }

    private ValueTask<FsResult<ReadOutcome>> StartReadAsync(ReadTarget target, ulong offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var state = default(OperationState);
        var found = FindReadable(target, ref state);
        if (state.Missing != MissingKind.None)
        {
            return ReadColdAsync(target, offset, destination, state, cancellationToken);
        }

        return found.IsSuccess ? ReadFoundAsync(found.Value, offset, destination, cancellationToken) : new(RefuseRead(target, found.Error, state.Rule));
    }

    private async ValueTask<FsResult<ReadOutcome>> ReadColdAsync(
        ReadTarget target, ulong offset, Memory<byte> destination, OperationState state, CancellationToken cancellationToken)
    {
        var found = new FsResult<NodeRecord>(FsError.Unavailable, null!);
        while (state.Missing != MissingKind.None)
        {
            var fetched = await FetchAsync(state, cancellationToken);
            if (!fetched.IsSuccess)
            {
                return fetched.Error;
            }

            state = default;
            found = FindReadable(target, ref state);
        }

        return found.IsSuccess ? await ReadFoundAsync(found.Value, offset, destination, cancellationToken) : RefuseRead(target, found.Error, state.Rule);
    }

    private FsError RefuseRead(ReadTarget target, FsError error, AccessRule rule)
    {
        if (IsRefusal(error))
        {
            NoteRefused(new OperationSubject(target.Context, "read", target.Node), error, rule);
        }

        return error;
    }

    private ValueTask<FsResult<ReadOutcome>> ReadFoundAsync(NodeRecord record, ulong offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var count = offset >= record.Size ? 0 : (int)Math.Min((ulong)destination.Length, record.Size - offset);
        var outcome = new ReadOutcome(count, offset + (ulong)count >= record.Size, record.ToAttributes());
        if (count == 0)
        {
            return new(outcome);
        }

        var reading = content.ReadAsync(record.Content, record.Node, offset, destination[..count], cancellationToken);
        if (!reading.IsCompletedSuccessfully)
        {
            return AwaitAsync(reading, outcome);
        }

        var error = reading.Result.Error;
        return error == FsError.None ? new(outcome) : new(error);

        static async ValueTask<FsResult<ReadOutcome>> AwaitAsync(ValueTask<FsResult> reading, ReadOutcome outcome)
        {
            var read = await reading;
            return read.IsSuccess ? outcome : read.Error;
        }
    }

    private FsResult<NodeRecord> FindReadable(in ReadTarget target, ref OperationState state)
    {
        var access = Resolve(target.Context);
        if (access.Denial != FsError.None)
        {
            return access.Denial;
        }

        if (!TryFind(target.Node, ref state, out var cached, out var record, out var error))
        {
            return error;
        }

        if (record.Kind != NodeKind.File)
        {
            return record.Kind == NodeKind.Directory ? FsError.IsDirectory : FsError.InvalidArgument;
        }

        if (target.Open is null && !AccessChecker.AllowsContentRead(record, access.Caller))
        {
            state.Rule = AccessRule.ModeBits;
            return FsError.AccessDenied;
        }

        return TouchAccessTime(cached, record);
    }

    /// <summary>
    /// Moves the access time, as <c>relatime</c> does: only when it is not after the last change, or a day old. It lasts from the next fold on, and is the one
    /// attribute that a crash may take back.
    /// </summary>
    private NodeRecord TouchAccessTime(CachedNode cached, NodeRecord record)
    {
        var now = Timestamp.Now(clock);
        if (record.AccessTime > record.ModifyTime && now.Nanoseconds - record.AccessTime.Nanoseconds < AccessTimeAgeMax.Ticks * 100)
        {
            return record;
        }

        using var scope = locks.Lock(record.Node);
        if (cached.Record is not { } present || definition.ReadOnly || !cache.TryGetNode(record.Node, out var current) || current != cached)
        {
            return record;
        }

        var touched = present with { AccessTime = now };
        cached.SetUnfolded(touched);
        MarkUnfolded(cached);
        return touched;
    }

    /// <summary>What is read, by whom; the rights of an open were decided when it was made.</summary>
    private readonly record struct ReadTarget(CallContext Context, NodeId Node, NodeOpen? Open);
}
