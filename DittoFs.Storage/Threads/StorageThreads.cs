using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace DittoFs.Storage.Threads;

/// <summary>
/// The threads on which the storage waits for disks. A socket's thread that would have to wait does <c>await threads.EnterAsync()</c> and
/// goes on here; what follows, down to the reply, runs on the same thread.
/// </summary>
internal sealed class StorageThreads : IDisposable
{
    private readonly BlockingCollection<Action> queue = [];
    private readonly Thread[] threads;

    /// <summary>Starts <paramref name="count"/> threads.</summary>
    public StorageThreads(int count)
    {
        threads = new Thread[count];
        for (var i = 0; i < count; i++)
        {
            threads[i] = new Thread(Run) { IsBackground = true, Name = $"storage-{i}" };
            threads[i].Start();
        }
    }

    /// <summary>Continues the awaiting method on a storage thread.</summary>
    public Entry EnterAsync() => new(this);

    /// <summary>Ends the threads after what is queued has run.</summary>
    public void Dispose()
    {
        queue.CompleteAdding();
        foreach (var thread in threads.Where(t => t != Thread.CurrentThread))
        {
            thread.Join();
        }

        queue.Dispose();
    }

    private void Run()
    {
        foreach (var continuation in queue.GetConsumingEnumerable())
        {
            continuation();
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
        public void OnCompleted(Action continuation) => owner.queue.Add(continuation);

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => owner.queue.Add(continuation);
    }
}
