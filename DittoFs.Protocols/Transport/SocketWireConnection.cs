using System.Net;
using System.Net.Sockets;

namespace DittoFs.Protocols.Transport;

/// <summary>A TCP connection.</summary>
internal sealed class SocketWireConnection : IWireConnection
{
    private readonly Socket socket;

    /// <summary>Takes over <paramref name="socket"/>, which is connected.</summary>
    public SocketWireConnection(Socket socket)
    {
        this.socket = socket;
        socket.NoDelay = true;
        var remote = (IPEndPoint)socket.RemoteEndPoint!;
        ClientAddress = remote.Address.IsIPv4MappedToIPv6 ? remote.Address.MapToIPv4() : remote.Address;
        ClientPort = remote.Port;
        var local = ((IPEndPoint)socket.LocalEndPoint!).Address;
        LocalAddress = local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local;
    }

    /// <inheritdoc/>
    public IPAddress ClientAddress { get; }

    /// <inheritdoc/>
    public IPAddress LocalAddress { get; }

    /// <inheritdoc/>
    public int ClientPort { get; }

    /// <inheritdoc/>
    public async ValueTask WaitForDataAsync() => await ReceiveAsync(Memory<byte>.Empty).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<int> ReceiveAsync(Memory<byte> destination)
    {
        try
        {
            return await socket.ReceiveAsync(destination, SocketFlags.None).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            throw new IOException("The connection broke while receiving.", broken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask SendAsync(IList<ArraySegment<byte>> buffers)
    {
        try
        {
            if (buffers.Count == 1)
            {
                await socket.SendAsync(buffers[0].AsMemory(), SocketFlags.None).ConfigureAwait(false);
            }
            else
            {
                await socket.SendAsync(buffers, SocketFlags.None).ConfigureAwait(false);
            }
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            throw new IOException("The connection broke while sending.", broken);
        }
    }

    /// <inheritdoc/>
    public void StopReceiving()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The client was faster: there is nothing left to stop.
            socket.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Abort() => socket.Close(0);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
