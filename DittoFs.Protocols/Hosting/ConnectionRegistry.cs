using System.Net;

namespace DittoFs.Protocols.Hosting;

/// <summary>A connection that was opened or closed, told after it happened.</summary>
/// <param name="Connection">The connection, with its counters at that moment.</param>
/// <param name="IsOpen">True when it was accepted, false when it ended.</param>
public sealed record ConnectionChange(ConnectionInfo Connection, bool IsOpen);

/// <summary>All open connections of all protocols.</summary>
public sealed class ConnectionRegistry(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, ConnectionEntry> open = [];
    private readonly Dictionary<(string Protocol, IPAddress Client), int> perClient = [];
    private readonly Dictionary<string, ProtocolTotals> totals = [];
    private long lastId;

    /// <summary>
    /// Raised on the thread that serves the connection, after the registry has changed and outside of its lock. A handler returns at once and throws nothing.
    /// </summary>
    public event Action<ConnectionChange>? Changed;

    /// <summary>The open connections, oldest first.</summary>
    public IReadOnlyList<ConnectionInfo> List()
    {
        lock (gate)
        {
            return [.. open.Values.OrderBy(entry => entry.Id).Select(entry => entry.Snapshot())];
        }
    }

    /// <summary>Sums of a protocol's connections, open and closed ones.</summary>
    public ConnectionTotals Sum(string protocol)
    {
        lock (gate)
        {
            var sum = totals.GetValueOrDefault(protocol)?.Closed ?? default;
            foreach (var entry in open.Values)
            {
                sum = entry.Protocol == protocol ? sum.Plus(entry.Snapshot(), stillOpen: true) : sum;
            }

            return sum;
        }
    }

    /// <summary>Breaks a connection. What its client had open ends as if it had gone away; it may connect again.</summary>
    /// <returns>The connection as it was; null if there is none of that number.</returns>
    public ConnectionInfo? Disconnect(long id)
    {
        ConnectionEntry? entry;
        lock (gate)
        {
            entry = open.GetValueOrDefault(id);
        }

        entry?.Disconnect();
        return entry?.Snapshot();
    }

    /// <summary>Notes a connection, unless it is one too many.</summary>
    /// <param name="client">Where the client is.</param>
    /// <param name="protocol">The server's name.</param>
    /// <param name="limits">How many there may be.</param>
    /// <param name="disconnect">Breaks the connection; called at any time and on any thread.</param>
    internal ConnectionEntry? TryAdd(IPEndPoint client, string protocol, ConnectionLimits limits, Action disconnect)
    {
        var added = TryEnter(client, protocol, limits, disconnect);
        if (added is not null)
        {
            Changed?.Invoke(new ConnectionChange(added.Snapshot(), IsOpen: true));
        }

        return added;
    }

    /// <summary>Notes that a connection is closed.</summary>
    internal void Remove(ConnectionEntry entry)
    {
        if (TryLeave(entry))
        {
            Changed?.Invoke(new ConnectionChange(entry.Snapshot(), IsOpen: false));
        }
    }

    private ConnectionEntry? TryEnter(IPEndPoint client, string protocol, ConnectionLimits limits, Action disconnect)
    {
        lock (gate)
        {
            if (!totals.TryGetValue(protocol, out var total))
            {
                totals[protocol] = total = new ProtocolTotals();
            }

            var key = (protocol, client.Address);
            var ofClient = perClient.GetValueOrDefault(key);
            if (total.Open >= limits.ConnectionsMax || ofClient >= limits.ConnectionsPerClientMax)
            {
                return null;
            }

            total.Open++;
            perClient[key] = ofClient + 1;
            var entry = new ConnectionEntry(++lastId, client, protocol, clock.GetUtcNow(), disconnect);
            open.Add(entry.Id, entry);
            return entry;
        }
    }

    private bool TryLeave(ConnectionEntry entry)
    {
        lock (gate)
        {
            if (!open.Remove(entry.Id))
            {
                return false;
            }

            var total = totals[entry.Protocol];
            total.Open--;
            total.Closed = total.Closed.Plus(entry.Snapshot(), stillOpen: false);
            var key = (entry.Protocol, entry.Client.Address);
            if (--perClient[key] == 0)
            {
                perClient.Remove(key);
            }

            return true;
        }
    }

    private sealed class ProtocolTotals
    {
        public int Open { get; set; }

        public ConnectionTotals Closed { get; set; }
    }
}

/// <summary>Sums over connections.</summary>
/// <param name="Open">Connections that are open now.</param>
/// <param name="Accepted">Connections that were accepted since the start.</param>
/// <param name="BytesReceived">Bytes that clients sent.</param>
/// <param name="BytesSent">Bytes that were sent to clients.</param>
public readonly record struct ConnectionTotals(int Open, long Accepted, long BytesReceived, long BytesSent)
{
    internal ConnectionTotals Plus(ConnectionInfo connection, bool stillOpen) =>
        new(Open + (stillOpen ? 1 : 0), Accepted + 1, BytesReceived + connection.BytesReceived, BytesSent + connection.BytesSent);
}
