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
/// <param name="Dialect">The version of the protocol that was agreed on, such as <c>3.1.1</c>; null where the calls say it or nothing is agreed on yet.</param>
public sealed record ConnectionInfo(
    long Id, IPEndPoint Client, string Protocol, DateTimeOffset Since, long BytesReceived, long BytesSent, long Calls, string? Dialect = null);

/// <summary>The live counters of one open connection.</summary>
/// <param name="id">Unique while the process runs.</param>
/// <param name="client">Where the client is.</param>
/// <param name="protocol">The server's name.</param>
/// <param name="since">When it was accepted.</param>
/// <param name="disconnect">Breaks the connection; safe to call at any time, also after its end.</param>
internal sealed class ConnectionEntry(long id, IPEndPoint client, string protocol, DateTimeOffset since, Action disconnect)
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

    /// <summary>See <see cref="ConnectionInfo.Dialect"/>.</summary>
    public string? Dialect
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    /// <summary>Breaks the connection. It leaves the registry when its calls have ended.</summary>
    public void Disconnect() => disconnect();

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
        new(Id, Client, Protocol, since, Volatile.Read(ref received), Volatile.Read(ref sent), Volatile.Read(ref calls), Dialect);
}
