using System.Net;
using System.Net.Sockets;
using DittoFs.Protocols.Wire;
using Microsoft.Extensions.Logging;

namespace DittoFs.Protocols.Rpc;

/// <summary>
/// Serves calls over UDP, one datagram each, on some addresses and one port. For small programs beside NFS, which itself is not served this way. The sender's
/// address is unproved, so a reply never goes beyond <see cref="ReplyBytesMax"/> and what can't be answered is dropped.
/// </summary>
internal sealed class RpcDatagramListener(RpcDispatcher dispatcher, ILogger log) : IAsyncDisposable
{
    /// <summary>The longest call: what RPC over UDP takes at most everywhere.</summary>
    public const int CallBytesMax = 8800;

    /// <summary>The longest reply; a longer one is not sent.</summary>
    public const int ReplyBytesMax = 2400;

    /// <summary>Calls under way, above which datagrams are dropped: their clients send them again.</summary>
    public const int CallsInFlightMax = 256;

    private readonly List<Socket> sockets = [];
    private readonly List<Task> loops = [];
    private readonly CancellationTokenSource stopReceiving = new();
    private readonly CancellationTokenSource abort = new();
    private readonly CallWindow window = new(CallsInFlightMax, long.MaxValue);

    /// <summary>What is listened on, with real port numbers.</summary>
    public IReadOnlyList<IPEndPoint> Endpoints => [.. sockets.Select(socket => (IPEndPoint)socket.LocalEndPoint!)];

    /// <summary>Binds all addresses and begins to receive. With port 0 the first address chooses and the others follow.</summary>
    /// <exception cref="SocketException">An address can't be bound; dispose of this listener then.</exception>
    public void Listen(IReadOnlyList<IPAddress> addresses, int port)
    {
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            sockets.Add(socket);
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false;
            }

            socket.Bind(new IPEndPoint(address, port));
            port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        }

        loops.AddRange(sockets.Select(ReceiveAllAsync));
    }

    /// <summary>Receives no more; ends when every call that was begun is answered, or when the token fires.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        await stopReceiving.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(loops).ConfigureAwait(false);
        try
        {
            await window.WaitUntilEmptyAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What is left is broken off by the disposal.
            return;
        }
    }

    /// <summary>Ends everything and waits for calls to give up.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopReceiving.CancelAsync().ConfigureAwait(false);
        await abort.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(loops).ConfigureAwait(false);
        await window.WaitUntilEmptyAsync().ConfigureAwait(false);
        foreach (var socket in sockets)
        {
            socket.Dispose();
        }

        stopReceiving.Dispose();
        abort.Dispose();
    }

    private async Task ReceiveAllAsync(Socket socket)
    {
        var buffer = new byte[CallBytesMax];
        var any = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (!stopReceiving.IsCancellationRequested)
        {
            try
            {
                var received = await socket.ReceiveMessageFromAsync(buffer, SocketFlags.None, any, stopReceiving.Token).ConfigureAwait(false);
                if ((received.SocketFlags & SocketFlags.Truncated) == 0 && !window.IsFull)
                {
                    Begin(socket, buffer.AsSpan(0, received.ReceivedBytes), (IPEndPoint)received.RemoteEndPoint, received.PacketInformation.Address);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException failed)
            {
                // The answer of a port that is closed, for example: it belongs to an earlier reply, and the socket lives.
                RpcLog.DatagramFailed(log, failed.SocketErrorCode);
            }
        }
    }

    private void Begin(Socket socket, ReadOnlySpan<byte> datagram, IPEndPoint client, IPAddress local)
    {
        var record = PooledBuffer.Rent(datagram.Length);
        datagram.CopyTo(record.Span);
        var call = new RpcCall(record, new RpcPeer(client.Address, local));
        window.Enter(0);

        // The call stays in the window, which the end of the listener waits for.
        _ = ServeAsync(socket, call, client);
    }

    private async Task ServeAsync(Socket socket, RpcCall call, IPEndPoint client)
    {
        try
        {
            var disposition = await dispatcher.DispatchAsync(call, abort.Token).ConfigureAwait(false);
            var reply = call.Reply.WrittenSegment;
            if (disposition == RpcDisposition.Reply && reply.Count - RpcReplyWriter.MarkBytes <= ReplyBytesMax)
            {
                await socket.SendToAsync(reply[RpcReplyWriter.MarkBytes..], SocketFlags.None, client).ConfigureAwait(false);
            }
        }
        catch (SocketException failed)
        {
            RpcLog.DatagramFailed(log, failed.SocketErrorCode);
        }
        finally
        {
            call.Dispose();
            window.Leave(0);
        }
    }
}
