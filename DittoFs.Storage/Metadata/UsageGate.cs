namespace DittoFs.Storage.Metadata;

/// <summary>
/// Counts who uses a store, so that closing waits for the last of them and lets nobody else in: native memory or a connection must not go under a
/// reader. Neither entering nor leaving takes a lock.
/// </summary>
internal sealed class UsageGate
{
    private const long Closed = 1L << 62;

    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long state;

    /// <summary>Enters; false once the gate is closed. Who entered calls <see cref="Exit"/>, once.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref state) < Closed)
        {
            return true;
        }

        Exit();
        return false;
    }

    /// <summary>Leaves.</summary>
    public void Exit()
    {
        if (Interlocked.Decrement(ref state) == Closed)
        {
            drained.TrySetResult();
        }
    }

    /// <summary>Lets nobody in any more and completes when everybody has left.</summary>
    /// <returns>True to the one caller that closed the gate.</returns>
    public async Task<bool> CloseAsync()
    {
        var before = Interlocked.Or(ref state, Closed);
        if (before == 0)
        {
            drained.TrySetResult();
        }

        await drained.Task;
        return before < Closed;
    }
}
