using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Transport;
using DittoFs.Protocols.Wire;
using Microsoft.Extensions.Logging;

namespace DittoFs.Protocols.Rpc;

/// <summary>
/// Serves one connection. The receive loop decodes each record and calls its procedure: one that completes at once is answered in place,
/// together with others that arrived in the same receive; one that does not is left running and the loop reads on. The loop waits for
/// procedures only at the bound of the window.
/// </summary>
internal sealed class RpcConnection : IDisposable
{
    /// <summary>Replies of this size go out before the next call runs, so that one large answer does not wait for many small ones.</summary>
    private const long FlushBytes = 64 << 10;

    /// <summary>Even 1 MiB over a bad line is there by then.</summary>
    private static readonly TimeSpan RecordTimeMax = TimeSpan.FromMinutes(1);

    private readonly IWireConnection wire;
    private readonly RpcDispatcher dispatcher;
    private readonly RpcMetrics metrics;
    private readonly ConnectionEntry entry;
    private readonly ILogger log;
    private readonly CallWindow window;
    private readonly ReplyQueue replies;
    private readonly RecordReader records;
    private readonly RecordDeadline deadline;
    private readonly RpcPeer peer;
    private long turnStartedAt;

    /// <summary>Prepares to serve <paramref name="wire"/>, which stays its opener's to dispose.</summary>
    public RpcConnection(
        IWireConnection wire, RpcDispatcher dispatcher, RpcConnectionLimits limits, RpcMetrics metrics, ConnectionEntry entry, TimeProvider clock, ILogger log)
    {
        (this.wire, this.dispatcher, this.metrics, this.entry, this.log) = (wire, dispatcher, metrics, entry, log);
        window = new CallWindow(limits.CallsInFlightMax, limits.CallBytesInFlightMax);
        replies = new ReplyQueue(wire, window, entry.AddSent);
        records = new RecordReader(wire, limits.RecordBytesMax);
        deadline = new RecordDeadline(RecordTimeMax, clock, EndStalled);
        peer = new RpcPeer(wire.ClientAddress, wire.LocalAddress);
    }

    /// <summary>Serves until the client closes or breaks the rules; ends when all calls that were begun are answered.</summary>
    /// <param name="abort">Makes procedures give up waiting.</param>
    public async Task RunAsync(CancellationToken abort)
    {
        try
        {
            await ReceiveAllAsync(abort).ConfigureAwait(false);
        }
        catch (IOException broken)
        {
            RpcLog.ConnectionBroken(log, wire.ClientAddress, broken.Message);
        }

        await replies.FlushAsync().ConfigureAwait(false);
        await window.WaitUntilEmptyAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        deadline.Dispose();
        records.Dispose();
    }

    private async Task ReceiveAllAsync(CancellationToken abort)
    {
        turnStartedAt = metrics.BeginTurn();
        while (true)
        {
            var status = records.TryRead(out var record);
            if (status == RecordReadStatus.Malformed || (status == RecordReadStatus.Record && !TryBegin(record!, abort)))
            {
                metrics.CountMalformedRecord();
                if (metrics.MalformedReports.TryPass(out var others))
                {
                    RpcLog.MalformedRecord(log, wire.ClientAddress, others);
                }

                return;
            }

            deadline.Follow(status == RecordReadStatus.Incomplete && records.IsInsideRecord);
            if (status == RecordReadStatus.Record)
            {
                await MakeRoomAsync().ConfigureAwait(false);
            }
            else if (!await ReceiveMoreAsync().ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private void EndStalled()
    {
        metrics.CountStalledRecord();
        RpcLog.RecordStalled(log, wire.ClientAddress, RecordTimeMax);
        wire.Abort();
    }

    private ValueTask MakeRoomAsync() =>
        replies.WaitingBytes >= FlushBytes || window.IsFull ? FlushAndWaitAsync() : ValueTask.CompletedTask;

    private async ValueTask FlushAndWaitAsync()
    {
        metrics.EndTurn(turnStartedAt);
        await replies.FlushAsync().ConfigureAwait(false);
        await window.WaitForRoomAsync().ConfigureAwait(false);
        turnStartedAt = metrics.BeginTurn();
    }

    private async ValueTask<bool> ReceiveMoreAsync()
    {
        metrics.EndTurn(turnStartedAt);
        await replies.FlushAsync().ConfigureAwait(false);
        var received = await records.ReceiveAsync().ConfigureAwait(false);
        turnStartedAt = metrics.BeginTurn();
        return received;
    }

    private bool TryBegin(PooledBuffer record, CancellationToken abort)
    {
        entry.AddCall(record.Length + RpcReplyWriter.MarkBytes);
        var call = new RpcCall(record, peer);
        var dispatch = dispatcher.DispatchAsync(call, abort);
        call.BytesHeld = call.MeasureBytes();
        window.Enter(call.BytesHeld);
        if (!dispatch.IsCompletedSuccessfully)
        {
            // The call stays in the window, which the connection waits for at its end.
            _ = FinishLaterAsync(call, dispatch);
            return true;
        }

        var disposition = dispatch.Result;
        if (disposition == RpcDisposition.Reply)
        {
            call.ReleaseRecord();
            replies.Add(call);
            return true;
        }

        Discard(call);
        return disposition != RpcDisposition.Malformed;
    }

    private async Task FinishLaterAsync(RpcCall call, ValueTask<RpcDisposition> dispatch)
    {
        if (await dispatch.ConfigureAwait(false) == RpcDisposition.Reply)
        {
            call.ReleaseRecord();
            replies.AddAndSchedule(call);
        }
        else
        {
            Discard(call);
        }
    }

    private void Discard(RpcCall call)
    {
        call.Dispose();
        window.Leave(call.BytesHeld);
    }
}
