using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using DittoFs.Protocols.Transport;
using Microsoft.Extensions.Logging;

namespace DittoFs.Protocols.Hosting;

/// <summary>Serves one accepted connection until it ends; the connection and its entry stay the listener's.</summary>
internal delegate Task ServeConnection(IWireConnection connection, ConnectionEntry entry, CancellationToken abort);

/// <summary>
/// One start of a TCP listener on some addresses and one port: accepts, applies the limits, hands connections over, and ends them.
/// </summary>
internal sealed class TcpProtocolServer : IAsyncDisposable
{
    private const int Backlog = 1024;
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly string protocol;
    private readonly ConnectionRegistry registry;
    private readonly ConnectionLimits limits;
    private readonly ServeConnection serve;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly List<Socket> listeners = [];
    private readonly List<Task> acceptLoops = [];
    private readonly ConcurrentDictionary<IWireConnection, Task> connections = [];
    private readonly CancellationTokenSource stopAccepting = new();
    private readonly CancellationTokenSource abort = new();

    /// <summary>Prepares to listen; <see cref="Listen"/> begins.</summary>
    public TcpProtocolServer(
        string protocol, ConnectionRegistry registry, ConnectionLimits limits, ServeConnection serve, TimeProvider clock, ILogger log) =>
        (this.protocol, this.registry, this.limits, this.serve, this.clock, this.log) = (protocol, registry, limits, serve, clock, log);

    /// <summary>What is listened on, with real port numbers.</summary>
    public IReadOnlyList<IPEndPoint> Endpoints => [.. listeners.Select(listener => (IPEndPoint)listener.LocalEndPoint!)];

    /// <summary>Binds all addresses and begins to accept. With port 0 the first address chooses and the others follow.</summary>
    /// <exception cref="SocketException">An address can't be bound; none is then.</exception>
    public void Listen(IReadOnlyList<IPAddress> addresses, int port)
    {
        foreach (var address in addresses)
        {
            var listener = Bind(new IPEndPoint(address, port));
            listeners.Add(listener);
            port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        }

        acceptLoops.AddRange(listeners.Select(AcceptAllAsync));
    }

    /// <summary>Stops accepting and reading; ends when every call that was begun is answered, or when the token fires.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        await StopAcceptingAsync().ConfigureAwait(false);
        foreach (var connection in connections.Keys)
        {
            connection.StopReceiving();
        }

        try
        {
            await Task.WhenAll(connections.Values).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            HostingLog.DrainCutShort(log, protocol, connections.Count);
        }
    }

    /// <summary>Breaks what is left and waits for its calls to give up.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAcceptingAsync().ConfigureAwait(false);
        await abort.CancelAsync().ConfigureAwait(false);
        foreach (var connection in connections.Keys)
        {
            connection.Abort();
        }

        await Task.WhenAll(connections.Values).ConfigureAwait(false);
        stopAccepting.Dispose();
        abort.Dispose();
    }

    private static Socket Bind(IPEndPoint endpoint)
    {
        var listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // No ReuseAddress: on Linux .NET sets SO_REUSEADDR by itself when it binds, and takes the option for SO_REUSEPORT too,
            // which would let two servers share a port.
            if (endpoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                listener.DualMode = false;
            }

            listener.Bind(endpoint);
            listener.Listen(Backlog);
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            throw;
        }
    }

    private async Task StopAcceptingAsync()
    {
        await stopAccepting.CancelAsync().ConfigureAwait(false);
        foreach (var listener in listeners)
        {
            listener.Dispose();
        }

        await Task.WhenAll(acceptLoops).ConfigureAwait(false);
    }

    private async Task AcceptAllAsync(Socket listener)
    {
        while (!stopAccepting.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptAsync(stopAccepting.Token).ConfigureAwait(false);
                if (!TryAdmit(socket))
                {
                    socket.Close(0);
                }
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException failed)
            {
                // Out of descriptors, for example: it passes.
                HostingLog.AcceptFailed(log, protocol, failed.Message);
                await Task.Delay(AcceptPause, clock, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private bool TryAdmit(Socket socket)
    {
        SocketWireConnection connection;
        try
        {
            connection = new SocketWireConnection(socket);
        }
        catch (SocketException)
        {
            // The client left between connect and accept.
            return false;
        }

        var client = new IPEndPoint(connection.ClientAddress, connection.ClientPort);
        if (registry.TryAdd(client, protocol, limits, connection.Abort) is not { } entry)
        {
            HostingLog.ConnectionRefused(log, protocol, client);
            return false;
        }

        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connections[connection] = ended.Task;

        // Tracked by its place in the connections, which the end of the server waits for.
        _ = ServeAsync(connection, entry, ended);
        return true;
    }

    private async Task ServeAsync(SocketWireConnection connection, ConnectionEntry entry, TaskCompletionSource ended)
    {
        try
        {
            await serve(connection, entry, abort.Token).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            HostingLog.ConnectionFailed(log, fault, protocol, entry.Client);
        }
        finally
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            registry.Remove(entry);
            connections.TryRemove(connection, out _);
            ended.SetResult();
        }
    }
}
