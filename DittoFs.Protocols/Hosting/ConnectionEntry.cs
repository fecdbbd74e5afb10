using System.Net;

namespace DittoFs.Protocols.Hosting;

/// <summary>One open connection, as an observer sees it.</summary>
/// <param name="Id">Unique while the process runs.</param>
/// <param name="Client">The client's address and port.</param>
/// <param name="Protocol">The server's name, such as <c>nfs</c>.</param>
/// <param name="Since">When it was accepted.</param>
/// <param name="BytesReceived">Bytes that the client sent.</param>
/// <param name="BytesSent">Bytes that were sent to it.</param>
/// <param name="Calls">Calls that the client made.</param>
public sealed record ConnectionInfo(
    long Id, IPEndPoint Client, string Protocol, DateTimeOffset Since, long BytesReceived, long BytesSent, long Calls);

/// <summary>The live counters of one open connection.</summary>
internal sealed class ConnectionEntry(long id, IPEndPoint client, string protocol, DateTimeOffset since)
{
    private long received;
    private long sent;
    private long calls;

    /// <summary>Unique while the process runs.</summary>
    public long Id { get; } = id;

    /// <summary>Where the client is.</summary>
    public IPEndPoint Client { get; } = client;

    /// <summary>The server's name.</summary>
    public string Protocol { get; } = protocol;

    /// <summary>Counts a call; only the receive loop calls this.</summary>
    public void AddCall(long bytes)
    {
        Volatile.Write(ref received, received + bytes);
        Volatile.Write(ref calls, calls + 1);
    }

    /// <summary>Counts sent bytes; one sender at a time calls this.</summary>
    public void AddSent(long bytes) => Volatile.Write(ref sent, sent + bytes);

    /// <summary>The counters now.</summary>
    public ConnectionInfo Snapshot() =>
        new(Id, Client, Protocol, since, Volatile.Read(ref received), Volatile.Read(ref sent), Volatile.Read(ref calls));
}
