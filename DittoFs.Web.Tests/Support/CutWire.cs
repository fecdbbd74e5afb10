using System.Net;
using System.Net.Sockets;

namespace DittoFs.Web.Tests.Support;

/// <summary>A way to a server that refuses connections until it is mended, and then passes bytes on.</summary>
public sealed class CutWire : IAsyncDisposable
{
    private readonly Uri server;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly int port;
    private Task accepting = Task.CompletedTask;

    /// <summary>A cut way to <paramref name="server"/>.</summary>
    public CutWire(Uri server)
    {
        this.server = server;
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
    }

    /// <summary>Where it begins.</summary>
    public Uri Endpoint => new UriBuilder(server) { Port = port, Host = "127.0.0.1" }.Uri;

    /// <summary>What is done with bytes on their way to the server; null for nothing.</summary>
    public Action<Memory<byte>>? Tamper { get; set; }

    /// <summary>Lets connections through from now on.</summary>
    public void Mend()
    {
        listener.Server.Dispose();
        var mended = new TcpListener(IPAddress.Loopback, port);
        mended.Start();
        accepting = AcceptAsync(mended);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await accepting;
        listener.Dispose();
        stopping.Dispose();
    }

    private async Task AcceptAsync(TcpListener mended)
    {
        using var open = mended;
        List<Task> passing = [];
        try
        {
            while (true)
            {
                passing.Add(PassAsync(await open.AcceptTcpClientAsync(stopping.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(passing);
        }
    }

    private async Task SendAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[64 << 10];
        while (await from.ReadAsync(buffer, stopping.Token) is > 0 and var count)
        {
            Tamper?.Invoke(buffer.AsMemory(0, count));
            await to.WriteAsync(buffer.AsMemory(0, count), stopping.Token);
        }
    }

    private async Task PassAsync(TcpClient near)
    {
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(server.Host, server.Port, stopping.Token);
            await Task.WhenAny(SendAsync(near.GetStream(), far.GetStream()), far.GetStream().CopyToAsync(near.GetStream(), stopping.Token));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // One end has closed.
        }
        finally
        {
            near.Dispose();
        }
    }
}
