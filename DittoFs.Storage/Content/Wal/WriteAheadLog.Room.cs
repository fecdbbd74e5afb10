using DittoFs.Storage.Faults;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Wal;

/// <content>Space: writers wait before the budget is used up, and segments that nobody needs are freed from the oldest on.</content>
internal sealed partial class WriteAheadLog
{
    /// <summary>Segments that file bytes leave free, so that names, attributes and the uploads that free the log always have a place.</summary>
    private const int SegmentsReserved = 2;

    /// <summary>The longest that a writer waits for space before the client is asked to come again.</summary>
    private static readonly TimeSpan RoomWaitMax = TimeSpan.FromSeconds(30);

    /// <summary>From this part of the budget on, writers slow down: the fuller the log, the more.</summary>
    private const double PaceFraction = 0.75;

    /// <summary>What a MiB is made to wait when only the reserve is left.</summary>
    private const double PaceMillisecondsMax = 250;

    /// <summary>Moving bytes to the log's end gains room only if less than this part of the log is bytes.</summary>
    private const double MovableLiveFraction = 0.7;

    private int segmentsAbovePace;

    private TaskCompletionSource roomFreed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True if file bytes may be appended now.</summary>
    public bool HasRoom
    {
        get
        {
            lock (gate)
            {
                return segments.Count <= segmentsMax - SegmentsReserved;
            }
        }
    }

    /// <summary>
    /// How long a write of <paramref name="bytes"/> waits before it is appended, so that writers meet the rate of the uploads before the log is full instead of
    /// stopping all at once: zero up to three quarters of the budget, then growing with the square of what is used of the rest.
    /// </summary>
    public TimeSpan GetPace(int bytes)
    {
        var above = Volatile.Read(ref segmentsAbovePace);
        if (above <= 0)
        {
            return TimeSpan.Zero;
        }

        var pressure = Math.Min(1, above / Math.Max(1, segmentsMax - SegmentsReserved - (segmentsMax * PaceFraction)));
        return ComputePace(pressure, bytes);
    }

    /// <summary>How long a write of <paramref name="bytes"/> waits at a pressure of 0 to 1.</summary>
    public static TimeSpan ComputePace(double pressure, int bytes) =>
        TimeSpan.FromMilliseconds(Math.Ceiling(PaceMillisecondsMax * pressure * pressure * bytes / (1 << 20)));

    /// <summary>
    /// The oldest segment, if the log is half full, could be shorter by a good part, and is held up by bytes in that segment alone. Who has them and can't upload
    /// them moves them to the log's end, so that what lies behind them can go.
    /// </summary>
    public WalSegment? FindHeldUp()
    {
        lock (gate)
        {
            var oldest = segments.First!.Value;
            var live = segments.Sum(static segment => segment.LiveBytes);
            return segments.Count * 2 >= segmentsMax && live < segments.Count * segmentLength * MovableLiveFraction
                && oldest != active && oldest.LiveBytes > 0 && !oldest.IsHeld ? oldest : null;
        }
    }

    /// <summary>Notes that the number of segments has changed. Under the lock.</summary>
    private void NotePressure() => Volatile.Write(ref segmentsAbovePace, segments.Count - (int)(segmentsMax * PaceFraction));

    /// <summary>True if the oldest segment's bytes are all in blocks: a flush of the metadata stores would free it.</summary>
    public bool CanRetire
    {
        get
        {
            lock (gate)
            {
                var oldest = segments.First!.Value;
                return oldest != active && oldest.LiveBytes == 0 && !oldest.IsPinned && !oldest.IsHeld;
            }
        }
    }

    /// <summary>
    /// Waits until <see cref="HasRoom"/>, 30 s at the most.
    /// </summary>
    /// <returns>Success, or <see cref="FsError.Unavailable"/> after that time: the client tries again.</returns>
    public async ValueTask<FsResult> WaitForRoomAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = clock.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), limit, RoomWaitMax, Timeout.InfiniteTimeSpan);
        while (!HasRoom)
        {
            Task freed;
            lock (gate)
            {
                freed = roomFreed.Task;
            }

            try
            {
                await freed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                return FsError.Unavailable;
            }
        }

        return FsResult.Success;
    }

    /// <summary>
    /// Frees the oldest segments whose metadata every store has flushed (<paramref name="flushedSequence"/>), whose bytes lie in blocks, and which
    /// nobody reads. What made bytes superfluous may be younger than anything that was synced: that is made durable first, or a power cut would take the old
    /// bytes and the new ones. One caller at a time.
    /// </summary>
    /// <returns>Success, or what the log failed with: nothing was freed then.</returns>
    /// <exception cref="IOException">The checkpoint can't be written; nothing was freed.</exception>
    public async ValueTask<FsResult> RetireAsync(ulong flushedSequence)
    {
        List<WalSegment> retired = [];
        ulong youngest;
        lock (gate)
        {
            youngest = nextSequence - 1;
            foreach (var segment in segments)
            {
                if (segment == active || segment.LastSequence > flushedSequence || segment.LiveBytes > 0 || segment.IsPinned || segment.IsHeld)
                {
                    break;
                }

                retired.Add(segment);
            }
        }

        if (retired.Count == 0)
        {
            return FsResult.Success;
        }

        var durable = await WaitDurableAsync(youngest);
        if (!durable.IsSuccess)
        {
            return durable;
        }

        var next = retired.Max(segment => segment.LastSequence) + 1;
        checkpoint = checkpoint with { OldestSegment = retired[^1].Number + 1, NextSequence = Math.Max(next, checkpoint.NextSequence) };
        checkpoint.Write(disk, directory);
        CrashPoint.Reach(CrashPoint.LogRetired);
        lock (gate)
        {
            retired.ForEach(segment => segments.Remove(segment));
            NotePressure();
        }

        retired.ForEach(LetGo);
        SignalRoom();
        metrics.Retired(retired.Count);
        return FsResult.Success;
    }

    /// <summary>Takes a file of a segment's length for reuse that lies on the same file system; false when there are enough.</summary>
    public bool TryAdoptSpare(string path) => pool.TryAdopt(path);

    /// <summary>A segment that the log needs no more goes to its heir, or is written over. Readers of caches may be at it still.</summary>
    private void LetGo(WalSegment segment)
    {
        if (Heir?.TryKeep(segment) == true)
        {
            pool.Detach();
        }
        else
        {
            segment.Close(() => pool.Release(segment));
        }
    }

    private void SignalRoom()
    {
        lock (gate)
        {
            roomFreed.SetResult();
            roomFreed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Notes in the checkpoint that all is durable, so that the next run keeps the write verifier. The last thing before <see cref="Dispose"/>.</summary>
    public void MarkCleanStop()
    {
        checkpoint = checkpoint with { CleanStop = true };
        checkpoint.Write(disk, directory);
    }
}
