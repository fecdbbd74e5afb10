using System.Buffers;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Disk;
using DittoFs.Storage.Faults;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;
using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Content.Wal;

/// <summary>
/// The redo log of a data directory: one sequence of data and metadata records for all shares and stores, so that one fsync makes many
/// clients' changes durable and the order between bytes and names is never in doubt.
/// </summary>
/// <remarks>
/// An append takes its place under a short lock and writes outside of it, many at once; "written" is the sequence up to which no write is
/// still under way, "durable" the one up to which they are synced. Segments are freed from the oldest on, never out of order, so a record
/// that voids an earlier one is kept at least as long.
/// </remarks>
internal sealed partial class WriteAheadLog : IDisposable
{
    private readonly IDisk disk;
    private readonly string directory;
    private readonly WalMetrics metrics;
    private readonly ILogger logger;
    private readonly WalSegmentPool pool;
    private readonly long segmentLength;
    private readonly int segmentsMax;

    private readonly Lock gate = new();
    private readonly LinkedList<WalSegment> segments = new();
    private readonly HashSet<ulong> writtenAhead = [];
    private readonly List<IWalFollower> followers = [];
    private WalSegment active;
    private WalCheckpoint checkpoint;
    private ulong nextSequence;
    private ulong writtenSequence;
    private ulong durableSequence;
    private FsError failure;
    private ISegmentHeir? heir;

    /// <summary>Continues the log that <paramref name="recovered"/> describes, in a new segment.</summary>
    public WriteAheadLog(IDisk disk, string directory, WalOptions options, WalRecoveredLog recovered, WalMetrics metrics, ILogger logger, TimeProvider clock)
    {
        (this.disk, this.directory, this.metrics, this.logger, this.clock) = (disk, directory, metrics, logger, clock);
        segmentLength = options.SegmentSize.Bytes;
        segmentsMax = (int)Math.Min(int.MaxValue, options.Budget.Bytes / segmentLength);
        checkpoint = recovered.Checkpoint;
        nextSequence = recovered.NextSequence;
        writtenSequence = durableSequence = nextSequence - 1;
        pool = new WalSegmentPool(disk, directory, checkpoint.LogId, segmentLength, segmentsMax);
        foreach (var spare in recovered.Spares)
        {
            pool.Adopt(spare, alive: false);
        }

        foreach (var segment in recovered.Segments)
        {
            pool.Adopt(segment.Path, alive: true);
            segments.AddLast(segment);
        }

        active = pool.Take(recovered.NextSegment)
            ?? throw new StorageStartException($"The log in {directory} is full ({segments.Count} segments). Raise Wal:Budget so that it can go on.");
        segments.AddLast(active);
        NotePressure();
        syncer = new Thread(RunSyncer) { IsBackground = true, Name = "wal-sync" };
        syncer.Start();
    }

    /// <summary>Who gets segments that the log needs no more; null when nobody wants them.</summary>
    public ISegmentHeir? Heir
    {
        get => heir;
        set
        {
            heir = value;
            pool.Reclaim = value is null ? null : value.GiveUp;
        }
    }

    /// <summary>The sequence of the youngest record that was given a place.</summary>
    public ulong LastSequence
    {
        get
        {
            lock (gate)
            {
                return nextSequence - 1;
            }
        }
    }

    /// <summary>The sequence up to which everything is durable.</summary>
    public ulong DurableSequence => Volatile.Read(ref durableSequence);

    /// <summary>What stopped the log for good; <see cref="FsError.None"/> while it runs. Cured by a restart only: see <see cref="SyncOnce"/>.</summary>
    public FsError Failure => failure;

    /// <summary>The part of the budget that is in use, 0 to 1.</summary>
    public double UsedFraction
    {
        get
        {
            lock (gate)
            {
                return (double)segments.Count / segmentsMax;
            }
        }
    }

    /// <summary>Bytes of files that lie in the log only.</summary>
    public long LiveBytes
    {
        get
        {
            lock (gate)
            {
                return segments.Sum(segment => segment.LiveBytes);
            }
        }
    }

    /// <summary>The last sequence of the oldest segment that can be freed some day: what to upload first.</summary>
    public ulong OldestSegmentLastSequence
    {
        get
        {
            lock (gate)
            {
                return segments.First!.Value.LastSequence;
            }
        }
    }

    /// <summary>Lets <paramref name="follower"/> know of the log's progress.</summary>
    public void AddFollower(IWalFollower follower)
    {
        lock (gate)
        {
            followers.Add(follower);
        }
    }

    /// <summary>Ends <see cref="AddFollower"/>.</summary>
    public void RemoveFollower(IWalFollower follower)
    {
        lock (gate)
        {
            followers.Remove(follower);
        }
    }

    /// <summary>
    /// Appends file bytes. They count as live in their segment from this moment; <paramref name="payload"/> is not needed afterwards.
    /// </summary>
    public FsResult<WalPosition> AppendData(ShareId share, in WalDataPrefix prefix, ReadOnlyMemory<byte> payload)
    {
        var record = ArrayPool<byte>.Shared.Rent(WalRecordHeader.Length + WalDataPrefix.Length);
        try
        {
            prefix.Write(record.AsSpan(WalRecordHeader.Length));
            var header = new WalRecordHeader(
                WalRecordKind.Data, WalDataPrefix.Length, payload.Length, 0, 0, share, 0, WalRecordHeader.ComputePayloadChecksum(payload.Span));
            return Append(header, record.AsMemory(0, WalRecordHeader.Length + WalDataPrefix.Length), payload, null, null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(record);
        }
    }

    /// <summary>Appends row changes and hands them to <paramref name="follower"/> with their sequence.</summary>
    /// <param name="batch">The changes.</param>
    /// <param name="follower">Brings them into the store.</param>
    /// <param name="kind">Whose watermark says that they were.</param>
    public FsResult<WalPosition> AppendMetadata(MutationBatch batch, IWalFollower follower, WalRecordKind kind = WalRecordKind.Metadata)
    {
        var payload = batch.Encoded;
        var length = WalRecordHeader.Length + payload.Length;
        var record = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            payload.Span.CopyTo(record.AsSpan(WalRecordHeader.Length));
            var header = new WalRecordHeader(
                kind, 0, payload.Length, 0, 0, batch.Share, 0, WalRecordHeader.ComputePayloadChecksum(payload.Span));
            return Append(header, record.AsMemory(0, length), default, batch, follower);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(record);
        }
    }

    /// <summary>
    /// Hands row changes that need no record of their own (the log can derive them) to <paramref name="follower"/>, ordered behind all that was
    /// appended so far.
    /// </summary>
    /// <returns>The follower's number of the change.</returns>
    public ulong FollowUnlogged(MutationBatch batch, IWalFollower follower)
    {
        lock (gate)
        {
            return follower.OnAppended(nextSequence - 1, batch);
        }
    }

    private FsResult<WalPosition> Append(
        WalRecordHeader header, Memory<byte> record, ReadOnlyMemory<byte> payload, MutationBatch? batch, IWalFollower? follower)
    {
        if (header.PayloadLength > WalRecordHeader.PayloadLengthMax)
        {
            // A longer record could be written and never be read again.
            return FsError.FileTooLarge;
        }

        WalPosition position;
        lock (gate)
        {
            if (failure != FsError.None)
            {
                return failure;
            }

            if (active.EndOffset + header.TotalLength + WalRecordHeader.Length > segmentLength && Roll() is var rolled and not FsError.None)
            {
                return rolled;
            }

            var sequence = nextSequence++;
            header = header with { Sequence = sequence, Generation = active.Number, DurableSequence = durableSequence };
            position = new WalPosition(sequence, active, active.EndOffset + WalRecordHeader.Length + header.PrefixLength);
            active.EndOffset += header.TotalLength;
            active.LastSequence = sequence;
            if (header.Kind == WalRecordKind.Data)
            {
                active.AddLiveBytes(header.PayloadLength);
            }

            if (batch is not null)
            {
                position = position with { Ticket = follower!.OnAppended(sequence, batch) };
            }
        }

        CrashPoint.Reach(CrashPoint.LogPlaced);
        header.Write(record.Span);
        return Write(position, position.PayloadOffset - header.PrefixLength - WalRecordHeader.Length, record, payload);
    }

    private FsResult<WalPosition> Write(in WalPosition position, long offset, ReadOnlyMemory<byte> record, ReadOnlyMemory<byte> payload)
    {
        try
        {
            position.Segment.File.Write(offset, record, payload);
        }
        catch (IOException e)
        {
            // The place in the sequence is taken and stays empty: nothing behind it could ever be recovered.
            Fail(e);
            return failure;
        }

        CrashPoint.Reach(CrashPoint.LogWritten);
        metrics.Appended(record.Length + payload.Length);
        MarkWritten(position.Sequence);
        return position;
    }

    private void MarkWritten(ulong sequence)
    {
        lock (gate)
        {
            if (sequence == writtenSequence + 1)
            {
                writtenSequence = sequence;
                while (writtenAhead.Count > 0 && writtenAhead.Remove(writtenSequence + 1))
                {
                    writtenSequence++;
                }
            }
            else
            {
                writtenAhead.Add(sequence);
            }
        }

        WakeIfAwaited();
    }

    /// <summary>Ends the active segment and goes on in the next. Called under the lock.</summary>
    private FsError Roll()
    {
        try
        {
            var next = pool.Take(active.Number + 1);
            if (next is null)
            {
                return FsError.NoSpace;
            }

            var end = new byte[WalRecordHeader.Length];
            new WalRecordHeader(WalRecordKind.SegmentEnd, 0, 0, nextSequence, active.Number, default, durableSequence, WalRecordHeader.ComputePayloadChecksum([])).Write(end);
            active.File.Write(active.EndOffset, end, default);
            CrashPoint.Reach(CrashPoint.LogRolled);
            active = next;
            segments.AddLast(next);
            NotePressure();
        }
        catch (IOException e)
        {
            WalLog.SegmentFailed(logger, directory, e);
            return DiskErrorMap.Map(e);
        }

        var number = active.Number + 1;
        ThreadPool.UnsafeQueueUserWorkItem(static state => state.Log.PrepareNext(state.Number), (Log: this, Number: number), preferLocal: false);
        return FsError.None;
    }

    private void PrepareNext(ulong number)
    {
        try
        {
            lock (gate)
            {
                if (active.Number + 1 != number || stopping)
                {
                    return;
                }
            }

            pool.Prepare(number);
        }
        catch (IOException e)
        {
            WalLog.SegmentFailed(logger, directory, e);
        }
    }

    private void Fail(IOException cause)
    {
        failure = DiskErrorMap.Map(cause) == FsError.NoSpace ? FsError.NoSpace : FsError.InputOutput;
        WalLog.Failed(logger, directory, cause);
        wake.Set();
    }
}
