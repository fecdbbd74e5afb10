namespace DittoFs.Protocols.Rpc;

/// <summary>
/// Bounds what one connection has under way, from a call's arrival until its reply is sent, in calls and in bytes. One waiter at a time:
/// the receive loop.
/// </summary>
internal sealed class CallWindow(int callsMax, long bytesMax)
{
    private readonly Lock gate = new();
    private TaskCompletionSource? waiter;
    private bool waitsForEmpty;
    private int calls;
    private long bytes;

    /// <summary>True when no further call may begin.</summary>
    public bool IsFull
    {
        get
        {
            lock (gate)
            {
                return Full;
            }
        }
    }

    private bool Full => calls >= callsMax || bytes >= bytesMax;

    /// <summary>Counts a call in.</summary>
    public void Enter(long callBytes)
    {
        lock (gate)
        {
            calls++;
            bytes += callBytes;
        }
    }

    /// <summary>Counts a call out, with the bytes that it came in with.</summary>
    public void Leave(long callBytes)
    {
        TaskCompletionSource? released = null;
        lock (gate)
        {
            calls--;
            bytes -= callBytes;
            if (waiter is not null && (waitsForEmpty ? calls == 0 : !Full))
            {
                (released, waiter) = (waiter, null);
            }
        }

        released?.SetResult();
    }

    /// <summary>Waits until a call may begin.</summary>
    public Task WaitForRoomAsync() => WaitAsync(forEmpty: false);

    /// <summary>Waits until nothing is under way.</summary>
    public Task WaitUntilEmptyAsync() => WaitAsync(forEmpty: true);

    private Task WaitAsync(bool forEmpty)
    {
        lock (gate)
        {
            if (forEmpty ? calls == 0 : !Full)
            {
                return Task.CompletedTask;
            }

            waitsForEmpty = forEmpty;
            waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return waiter.Task;
        }
    }
}
