using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Faults;
using DittoFs.Storage.Primitives;
using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Metadata;

/// <summary>
/// Brings row changes from the log into one store: all that wait become one transaction. A change is applied only when the log has it durable, so
/// a store never knows more than the log, and in the log's order, so that <see cref="IMetadataStore.AppliedSequence"/> is a true watermark.
/// </summary>
internal sealed class MetadataCommitter : IWalFollower, IAsyncDisposable
{
    private const int BatchesMax = 4096;

    /// <summary>From this many bytes of waiting changes on, callers are answered only when a transaction has ended, so that they come no faster than it goes.</summary>
    private const long BacklogBytesSlow = 16 << 20;

    /// <summary>More waiting changes than this are not taken: they are in memory until the store has them.</summary>
    private const long BacklogBytesMax = 64 << 20;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private readonly IMetadataStore store;
    private readonly WriteAheadLog log;
    private readonly ILogger logger;
    private readonly Thread thread;
    private readonly Lock gate = new();
    private readonly AutoResetEvent wake = new(false);
    private readonly List<(ulong Ticket, TaskCompletionSource Done)> waiters = [];
    private readonly Queue<(ulong Sequence, MutationBatch Batch)> queue = new();
    private ulong durableSequence;
    private ulong appliedSequence;
    private ulong lastTicket;
    private ulong appliedTicket;
    private long backlogBytes;
    private volatile bool stopping;

    /// <summary>Serves <paramref name="store"/> from now on.</summary>
    public MetadataCommitter(IMetadataStore store, WriteAheadLog log, ILogger logger, string name)
    {
        (this.store, this.log, this.logger) = (store, log, logger);
        appliedSequence = store.AppliedSequence;
        durableSequence = log.DurableSequence;
        thread = new Thread(Run) { IsBackground = true, Name = $"metadata-{name}" };
        thread.Start();
        log.AddFollower(this);
    }

    /// <summary>Every change up to this number can be read from the store.</summary>
    public ulong AppliedTicket => Volatile.Read(ref appliedTicket);

    /// <summary>What the store failed with last; <see cref="FsError.None"/> while it works. The changes wait and are tried again.</summary>
    public FsError Failure { get; private set; }

    /// <summary>False while so many changes wait for the store that no more may be appended.</summary>
    public bool HasRoom => Volatile.Read(ref backlogBytes) < BacklogBytesMax;

    /// <summary>Waits for one transaction when changes come faster than the store takes them; not for a store that fails.</summary>
    public async ValueTask WaitForBacklogAsync()
    {
        if (Volatile.Read(ref backlogBytes) >= BacklogBytesSlow && Failure == FsError.None)
        {
            await WaitAppliedAsync(AppliedTicket + 1);
        }
    }

    /// <inheritdoc/>
    public ulong OnAppended(ulong sequence, MutationBatch batch)
    {
        lock (gate)
        {
            backlogBytes += batch.Encoded.Length;
            queue.Enqueue((sequence, batch));
            return ++lastTicket;
        }
    }

    /// <inheritdoc/>
    public void OnDurable(ulong sequence)
    {
        Volatile.Write(ref durableSequence, sequence);
        wake.Set();
    }

    /// <summary>Waits until every change up to <paramref name="ticket"/> can be read from the store.</summary>
    /// <returns>Success, what the log failed with, or <see cref="FsError.Unavailable"/> when the store is away or refuses changes: they are tried again.</returns>
    public async ValueTask<FsResult> WaitAppliedAsync(ulong ticket)
    {
        if (ticket <= AppliedTicket)
        {
            return FsResult.Success;
        }

        var durable = await log.WaitDurableAsync(log.LastSequence);
        if (!durable.IsSuccess)
        {
            return durable;
        }

        TaskCompletionSource done;
        lock (gate)
        {
            if (ticket <= appliedTicket)
            {
                return FsResult.Success;
            }

            done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiters.Add((ticket, done));
        }

        wake.Set();
        await done.Task;
        return ticket <= AppliedTicket ? FsResult.Success : FsError.Unavailable;
    }

    /// <summary>Waits until the store has everything that was appended before this call.</summary>
    public ValueTask<FsResult> WaitAllAppliedAsync()
    {
        ulong ticket;
        lock (gate)
        {
            ticket = lastTicket;
        }

        return WaitAppliedAsync(ticket);
    }

    /// <summary>Applies what is durable, then ends.</summary>
    public ValueTask DisposeAsync()
    {
        stopping = true;
        log.RemoveFollower(this);
        wake.Set();
        thread.Join();
        wake.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Run()
    {
        while (true)
        {
            var last = stopping;
            while (ApplyDurable())
            {
            }

            // A full disk gets room again, and its callers wait for that; what is away may be away for long.
            ReleaseWaiters(all: last || Failure is not (FsError.None or FsError.NoSpace));
            if (last)
            {
                return;
            }

            wake.WaitOne(Failure == FsError.None ? Timeout.InfiniteTimeSpan : RetryDelay);
        }
    }

    /// <summary>Applies one transaction; false when nothing that is durable waits, or the store failed.</summary>
    private bool ApplyDurable()
    {
        var durable = Volatile.Read(ref durableSequence);
        List<MutationBatch> batches = [];
        var last = appliedSequence;
        lock (gate)
        {
            foreach (var (sequence, batch) in queue)
            {
                if (sequence > durable || batches.Count == BatchesMax)
                {
                    break;
                }

                batches.Add(batch);
                last = Math.Max(last, sequence);
            }
        }

        if (batches.Count == 0)
        {
            return false;
        }

        var applied = Apply(batches, last);
        if (Failure != applied.Error)
        {
            Failure = applied.Error;
            MetadataLog.StoreStateChanged(logger, thread.Name!, applied.Error);
        }

        if (!applied.IsSuccess)
        {
            return false;
        }

        CrashPoint.Reach(CrashPoint.MetadataApplied);
        lock (gate)
        {
            for (var i = 0; i < batches.Count; i++)
            {
                backlogBytes -= queue.Dequeue().Batch.Encoded.Length;
            }

            appliedSequence = last;
            Volatile.Write(ref appliedTicket, appliedTicket + (ulong)batches.Count);
        }

        ReleaseWaiters(all: false);
        return true;
    }

    private FsResult Apply(List<MutationBatch> batches, ulong last)
    {
        // The committer has a thread of its own, so waiting on it is no loss.
        var applying = store.ApplyAsync(batches, last, CancellationToken.None);
        return applying.IsCompleted ? applying.GetAwaiter().GetResult() : applying.AsTask().GetAwaiter().GetResult();
    }

    private void ReleaseWaiters(bool all)
    {
        List<TaskCompletionSource> due = [];
        lock (gate)
        {
            for (var i = waiters.Count - 1; i >= 0; i--)
            {
                if (all || waiters[i].Ticket <= appliedTicket)
                {
                    due.Add(waiters[i].Done);
                    waiters.RemoveAt(i);
                }
            }
        }

        foreach (var done in due)
        {
            done.SetResult();
        }
    }
}
