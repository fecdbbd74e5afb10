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
        return TimeSpan.FromMilliseconds(Math.Ceiling(PaceMillisecondsMax * pressure * pressure * bytes / (1 << 20)));
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
    /// nobody reads. One caller at a time.
    /// </summary>
    /// <exception cref="IOException">The checkpoint can't be written; nothing was freed.</exception>
    public void Retire(ulong flushedSequence)
    {
        List<WalSegment> retired = [];
        lock (gate)
        {
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
            return;
        }

        var next = retired.Max(segment => segment.LastSequence) + 1;
        checkpoint = checkpoint with { OldestSegment = retired[^1].Number + 1, NextSequence = Math.Max(next, checkpoint.NextSequence) };
        checkpoint.Write(disk, directory);
        CrashPoint.Reach(CrashPoint.LogRetired);
        lock (gate)
        {
            foreach (var segment in retired)
            {
                segments.Remove(segment);
                pool.Release(segment);
            }

            NotePressure();
            roomFreed.SetResult();
            roomFreed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        metrics.Retired(retired.Count);
    }

    /// <summary>Notes in the checkpoint that all is durable, so that the next run keeps the write verifier. The last thing before <see cref="Dispose"/>.</summary>
    public void MarkCleanStop()
    {
        checkpoint = checkpoint with { CleanStop = true };
        checkpoint.Write(disk, directory);
    }
}
