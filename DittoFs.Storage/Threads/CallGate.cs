namespace DittoFs.Storage.Threads;

/// <summary>Counts the calls that are inside of something, so that it can be closed behind the last one.</summary>
internal sealed class CallGate
{
    private const long ClosedBit = 1L << 62;

    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long state;
    private long entered;

    /// <summary>Calls that were let in so far, roughly: two at the same moment may count as one, which costs less than to count them well.</summary>
    public long Entered => Volatile.Read(ref entered);

    /// <summary>Lets a call in, who must <see cref="Exit"/>; false once the gate is closed.</summary>
    public bool TryEnter()
    {
        if ((Interlocked.Increment(ref state) & ClosedBit) == 0)
        {
            entered++;
            return true;
        }

        Exit();
        return false;
    }

    /// <summary>Lets a call out.</summary>
    public void Exit()
    {
        if (Interlocked.Decrement(ref state) == ClosedBit)
        {
            drained.TrySetResult();
        }
    }

    /// <summary>Lets nobody in any more, and completes when everybody is out.</summary>
    /// <returns>True to the one caller that closed the gate.</returns>
    public async Task<bool> CloseAsync()
    {
        var before = Interlocked.Or(ref state, ClosedBit);
        if (before == 0)
        {
            drained.TrySetResult();
        }

        await drained.Task;
        return before < ClosedBit;
    }
}
