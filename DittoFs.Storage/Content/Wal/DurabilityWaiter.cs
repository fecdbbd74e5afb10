using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Wal;

/// <summary>One wait for a record's durability, reused from wait to wait.</summary>
internal sealed class DurabilityWaiter(DurabilityWaiterPool pool) : IValueTaskSource<FsResult>
{
    private ManualResetValueTaskSourceCore<FsResult> core;

    /// <summary>The sequence that is waited for.</summary>
    public ulong Sequence { get; private set; }

    /// <summary>Starts a new wait.</summary>
    public void Begin(ulong sequence)
    {
        core.Reset();
        Sequence = sequence;
    }

    /// <summary>The task of the present wait, to be awaited once.</summary>
    public ValueTask<FsResult> AsValueTask() => new(this, core.Version);

    /// <summary>Ends the wait; what waited goes on right here.</summary>
    public void Complete(FsError error) => core.SetResult(error);

    /// <inheritdoc/>
    public FsResult GetResult(short token)
    {
        var result = core.GetResult(token);
        pool.Return(this);
        return result;
    }

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);
}

/// <summary>Waits that are free for reuse.</summary>
internal sealed class DurabilityWaiterPool
{
    private const int CountMax = 4096;
    private readonly ConcurrentQueue<DurabilityWaiter> free = new();

    /// <summary>A wait for <paramref name="sequence"/>.</summary>
    public DurabilityWaiter Rent(ulong sequence)
    {
        if (!free.TryDequeue(out var waiter))
        {
            waiter = new DurabilityWaiter(this);
        }

        waiter.Begin(sequence);
        return waiter;
    }

    /// <summary>Takes a wait back whose result was read.</summary>
    public void Return(DurabilityWaiter waiter)
    {
        if (free.Count < CountMax)
        {
            free.Enqueue(waiter);
        }
    }
}
