using System.Runtime.CompilerServices;
using DittoFs.Storage.Disk;

namespace DittoFs.Storage.Threads;

/// <summary>
/// The threads on which the storage waits for disks. A socket's thread that would have to wait does <c>await threads.EnterAsync()</c> and
/// goes on here; what follows, down to the reply, runs on the same thread.
/// </summary>
internal sealed class StorageThreads : IDisposable
{
    private readonly Queue<Action> queue = new();
    private readonly Thread[] threads;
    private readonly int niceness;
    private bool closed;

    /// <summary>Starts <paramref name="count"/> threads.</summary>
    /// <param name="count">How many.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="niceness">How far they stand back for others: 0 not at all, 19 as far as can be.</param>
    public StorageThreads(int count, string name = "storage", int niceness = 0)
    {
        this.niceness = niceness;
        threads = new Thread[count];
        for (var i = 0; i < count; i++)
        {
            threads[i] = new Thread(Run) { IsBackground = true, Name = $"{name}-{i}" };
            threads[i].Start();
        }
    }

    /// <summary>Continues the awaiting method on a storage thread.</summary>
    public Entry EnterAsync() => new(this);

    /// <summary>
    /// Ends the threads after what is queued has run. May be called on one of them, which then ends by itself; what comes later runs on the thread pool.
    /// </summary>
    public void Dispose()
    {
        lock (queue)
        {
            closed = true;
            Monitor.PulseAll(queue);
        }

        foreach (var thread in threads.Where(thread => thread != Thread.CurrentThread))
        {
            thread.Join();
        }
    }

    private void Enqueue(Action continuation)
    {
        lock (queue)
        {
            if (!closed)
            {
                queue.Enqueue(continuation);
                Monitor.Pulse(queue);
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(static action => action(), continuation, preferLocal: false);
    }

    private void Run()
    {
        if (niceness != 0)
        {
            PosixCalls.TrySetNiceness(niceness);
        }

        while (TryTake(out var continuation))
        {
            continuation();
        }
    }

    private bool TryTake(out Action continuation)
    {
        lock (queue)
        {
            while (queue.Count == 0 && !closed)
            {
                Monitor.Wait(queue);
            }

            return queue.TryDequeue(out continuation!);
        }
    }

    /// <summary>What <see cref="EnterAsync"/> returns: always switches.</summary>
    public readonly struct Entry(StorageThreads owner) : ICriticalNotifyCompletion
    {
        /// <summary>Never completed: the switch is the point.</summary>
        public bool IsCompleted => false;

        /// <summary>This awaitable is its own awaiter.</summary>
        public Entry GetAwaiter() => this;

        /// <summary>Nothing to return.</summary>
        public void GetResult()
        {
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => owner.Enqueue(continuation);

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => owner.Enqueue(continuation);
    }
}
