using System.Net;
using System.Net.Sockets;

namespace DittoFs.Web.Tests.Support;

/// <summary>Stands between a client and a server that listens on a Unix socket, and cuts connections where a test wants it.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _server;
    private readonly Task _accepting;
    private volatile CutAt _cut;

    public CuttingProxy(string server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where the next message that comes through is cut; the connection goes with it, and later ones pass again.</summary>
    public enum CutAt
    {
        /// <summary>Nowhere.</summary>
        Nowhere,

        /// <summary>The server never gets the request.</summary>
        Request,

        /// <summary>The server has done what it was asked for, and the client never hears of it.</summary>
        Reply,
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void CutNext(CutAt place) => _cut = place;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = PassAsync(await _listener.AcceptSocketAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task PassAsync(Socket client)
    {
        using (client)
        {
            using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await server.ConnectAsync(new UnixDomainSocketEndPoint(_server));
            await Task.WhenAny(PassAsync(client, server, CutAt.Request), PassAsync(server, client, CutAt.Reply));
        }
    }

    private async Task PassAsync(Socket from, Socket to, CutAt place)
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (await from.ReceiveAsync(buffer) is var count and > 0)
            {
                if (_cut == place)
                {
                    _cut = CutAt.Nowhere;
                    return;
                }

                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other direction ended.
        }
    }
}
