using System.Net;

namespace DittoFs.Protocols.Transport;

/// <summary>
/// A stream of bytes to one client. One receive and one send may run at the same time. A broken peer shows as <see cref="IOException"/>.
/// </summary>
internal interface IWireConnection : IAsyncDisposable
{
    /// <summary>Where the client is. IPv4 addresses mapped into IPv6 are unwrapped.</summary>
    IPAddress ClientAddress { get; }

    /// <summary>The address of this server that the client connected to, unwrapped like <see cref="ClientAddress"/>.</summary>
    IPAddress LocalAddress { get; }

    /// <summary>The client's port.</summary>
    int ClientPort { get; }

    /// <summary>Waits without a buffer until something can be received or the client has closed.</summary>
    ValueTask WaitForDataAsync();

    /// <summary>Receives at least one byte into <paramref name="destination"/>; 0 when the client has closed or <see cref="StopReceiving"/> was called.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> destination);

    /// <summary>Sends all of <paramref name="buffers"/> in order. They must stay untouched until the task completes.</summary>
    ValueTask SendAsync(IList<ArraySegment<byte>> buffers);

    /// <summary>Makes a pending and every later receive end as if the client had closed. Sending goes on.</summary>
    void StopReceiving();

    /// <summary>Breaks the connection at once; pending receives and sends fail.</summary>
    void Abort();
}
