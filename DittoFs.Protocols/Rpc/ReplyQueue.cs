using DittoFs.Protocols.Transport;

namespace DittoFs.Protocols.Rpc;

/// <summary>
/// Sends a connection's replies one batch after the other: whatever waits goes out in one gathering send. Owns the calls from
/// <see cref="Add"/> on and gives back their memory and their place in the window when they are sent, or can't be.
/// </summary>
internal sealed class ReplyQueue(IWireConnection connection, CallWindow window, Action<long> onSent) : IThreadPoolWorkItem
{
    private readonly Lock gate = new();
    private readonly List<ArraySegment<byte>> segments = [];
    private List<RpcCall> waiting = [];
    private List<RpcCall> sending = [];
    private long waitingBytes;
    private bool isSending;
    private bool isScheduled;
    private bool isBroken;

    /// <summary>Bytes that wait for a <see cref="FlushAsync"/>.</summary>
    public long WaitingBytes => Volatile.Read(ref waitingBytes);

    /// <summary>Takes over a call whose reply is complete. A flush must follow.</summary>
    public void Add(RpcCall call)
    {
        lock (gate)
        {
            waiting.Add(call);
            waitingBytes += call.Reply.Position;
        }
    }

    /// <summary>
    /// Takes over a call and lets the thread pool send it: the thread that completed it belongs to the storage, and others complete
    /// meanwhile and share the send.
    /// </summary>
    public void AddAndSchedule(RpcCall call)
    {
        lock (gate)
        {
            waiting.Add(call);
            waitingBytes += call.Reply.Position;
            if (isSending || isScheduled)
            {
                return;
            }

            isScheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Sends what waits, unless somebody does so already, who then sends this too. Never throws.</summary>
    public ValueTask FlushAsync() => TryTakeBatch(begin: true) ? SendAsync() : ValueTask.CompletedTask;

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute()
    {
        lock (gate)
        {
            isScheduled = false;
        }

        // The sending goes on by itself; its calls stay in the window, which the connection waits for at its end.
        _ = FlushAsync().AsTask();
    }

    private bool TryTakeBatch(bool begin)
    {
        lock (gate)
        {
            if (begin && isSending)
            {
                return false;
            }

            isSending = waiting.Count > 0;
            (waiting, sending) = isSending ? (sending, waiting) : (waiting, sending);
            waitingBytes = 0;
            return isSending;
        }
    }

    private async ValueTask SendAsync()
    {
        do
        {
            await SendBatchAsync().ConfigureAwait(false);
            Release();
        }
        while (TryTakeBatch(begin: false));
    }

    private async ValueTask SendBatchAsync()
    {
        if (isBroken)
        {
            return;
        }

        var bytes = 0L;
        foreach (var call in sending)
        {
            segments.Add(call.Reply.WrittenSegment);
            bytes += call.Reply.Position;
        }

        try
        {
            await connection.SendAsync(segments).ConfigureAwait(false);
            onSent(bytes);
        }
        catch (IOException)
        {
            // The client is gone; the receive loop notices too and ends the connection.
            isBroken = true;
            connection.Abort();
        }
        finally
        {
            segments.Clear();
        }
    }

    private void Release()
    {
        foreach (var call in sending)
        {
            call.Dispose();
            window.Leave(call.BytesHeld);
        }

        sending.Clear();
    }
}
