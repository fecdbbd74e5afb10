using System.Diagnostics;
using DittoFs.Storage.Faults;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Wal;

/// <content>Durability: one thread syncs for everybody who waits.</content>
internal sealed partial class WriteAheadLog
{
    /// <summary>What nobody waits for is synced after this time at the latest: half of the window that the writeback tier allows.</summary>
    private static readonly TimeSpan BackgroundInterval = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider clock;
    private readonly Thread syncer;
    private readonly AutoResetEvent wake = new(false);
    private readonly Lock waitGate = new();
    private readonly DurabilityWaiterPool waiterPool = new();
    private List<DurabilityWaiter> waiters = [];
    private int waiterCount;
    private volatile bool stopping;

    /// <summary>
    /// Waits until the record <paramref name="sequence"/> and all before it are durable. Free for what is durable already.
    /// </summary>
    /// <returns>Success, or what the log failed with: then nothing may be said about the record.</returns>
    public ValueTask<FsResult> WaitDurableAsync(ulong sequence)
    {
        if (sequence <= DurableSequence)
        {
            return new ValueTask<FsResult>(FsResult.Success);
        }

        DurabilityWaiter waiter;
        lock (waitGate)
        {
            if (failure != FsError.None || stopping)
            {
                return new ValueTask<FsResult>(failure == FsError.None ? FsError.Unavailable : failure);
            }

            waiter = waiterPool.Rent(sequence);
            waiters.Add(waiter);
            Volatile.Write(ref waiterCount, waiters.Count);
        }

        wake.Set();
        return waiter.AsValueTask();
    }

    /// <summary>Syncs what is left, stops the thread and closes the files.</summary>
    public void Dispose()
    {
        lock (waitGate)
        {
            if (stopping)
            {
                return;
            }

            stopping = true;
        }

        wake.Set();
        syncer.Join();
        lock (gate)
        {
            pool.Close();
            foreach (var segment in segments)
            {
                segment.File.Dispose();
            }
        }

        wake.Dispose();
    }

    private void WakeIfAwaited()
    {
        if (Volatile.Read(ref waiterCount) > 0)
        {
            wake.Set();
        }
    }

    private void RunSyncer()
    {
        while (!stopping)
        {
            wake.WaitOne(BackgroundInterval);
            while (SyncOnce())
            {
            }
        }

        SyncOnce();
        CompleteWaiters(ulong.MaxValue, failure == FsError.None ? FsError.Unavailable : failure);
    }

    /// <summary>
    /// Makes durable what is written now; false when there was nothing. A sync that failed is final: the system may have dropped the pages, a second
    /// try would claim success for bytes that are gone.
    /// </summary>
    private bool SyncOnce()
    {
        ulong target;
        List<WalSegment> unsynced = [];
        lock (gate)
        {
            target = writtenSequence;
            if (failure == FsError.None && target > durableSequence)
            {
                for (var node = segments.Last; node is not null && (node.Value == active || node.Value.LastSequence > durableSequence); node = node.Previous)
                {
                    unsynced.Add(node.Value);
                }
            }
        }

        if (failure != FsError.None)
        {
            CompleteWaiters(ulong.MaxValue, failure);
            return false;
        }

        if (unsynced.Count == 0)
        {
            return false;
        }

        try
        {
            var start = Stopwatch.GetTimestamp();
            foreach (var segment in unsynced)
            {
                segment.File.Sync();
            }

            metrics.Synced(Stopwatch.GetElapsedTime(start), Volatile.Read(ref waiterCount));
        }
        catch (IOException e)
        {
            Fail(e);
            CompleteWaiters(ulong.MaxValue, failure);
            return false;
        }

        CrashPoint.Reach(CrashPoint.LogSynced);
        Volatile.Write(ref durableSequence, target);
        CompleteWaiters(target, FsError.None);
        NotifyFollowers(target);
        return true;
    }

    private void NotifyFollowers(ulong sequence)
    {
        IWalFollower[] present;
        lock (gate)
        {
            present = [.. followers];
        }

        foreach (var follower in present)
        {
            follower.OnDurable(sequence);
        }
    }

    /// <summary>Completes who waits for at most <paramref name="sequence"/>, in the log's order, on a thread of the pool so that the next sync can start.</summary>
    private void CompleteWaiters(ulong sequence, FsError error)
    {
        List<DurabilityWaiter> due;
        lock (waitGate)
        {
            if (waiters.Count == 0)
            {
                return;
            }

            if (waiters.TrueForAll(waiter => waiter.Sequence <= sequence))
            {
                (due, waiters) = (waiters, []);
            }
            else
            {
                due = waiters.FindAll(waiter => waiter.Sequence <= sequence);
                waiters.RemoveAll(waiter => waiter.Sequence <= sequence);
            }

            Volatile.Write(ref waiterCount, waiters.Count);
        }

        if (due.Count > 0)
        {
            due.Sort(static (left, right) => left.Sequence.CompareTo(right.Sequence));
            ThreadPool.UnsafeQueueUserWorkItem(new DurabilityCompletion(due, error), preferLocal: false);
        }
    }

    private sealed class DurabilityCompletion(List<DurabilityWaiter> due, FsError error) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            foreach (var waiter in due)
            {
                waiter.Complete(error);
            }
        }
    }
}
