using System.Collections.Concurrent;
using System.Net;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Mount;

namespace DittoFs.Web.Realtime;

/// <summary>
/// Notes mounts and connections as they come and go, and tells the feed once a second. Connections of one client in one second become one event, and
/// what comes faster than <see cref="MountsMax"/> is counted, not listed.
/// </summary>
internal sealed class ProtocolActivity : IDisposable
{
    /// <summary>Mounts of one second that are listed.</summary>
    public const int MountsMax = 50;

    private readonly ConsoleFeed feed;
    private readonly MountTable mounts;
    private readonly ConnectionRegistry connections;
    private readonly ConcurrentQueue<MountChange> mountChanges = new();
    private readonly ConcurrentDictionary<(IPAddress Client, string Protocol), Connections> connectionChanges = new();
    private int unlistedMounts;

    /// <summary>Begins to note.</summary>
    public ProtocolActivity(ConsoleFeed feed, MountTable mounts, ConnectionRegistry connections)
    {
        (this.feed, this.mounts, this.connections) = (feed, mounts, connections);
        mounts.Changed += Note;
        connections.Changed += Note;
    }

    /// <summary>Puts what was noted into the feed.</summary>
    public void Report()
    {
        foreach (var key in connectionChanges.Keys)
        {
            if (connectionChanges.TryRemove(key, out var sum))
            {
                feed.Add(FeedKind.Connection, FeedLevel.Normal, $"{Describe(sum)} over {key.Protocol}", client: Text(key.Client));
            }
        }

        while (mountChanges.TryDequeue(out var change))
        {
            var (verb, level) = change.IsMounted ? ("mounted", FeedLevel.Good) : ("unmounted", FeedLevel.Normal);
            feed.Add(FeedKind.Mount, level, $"{Text(change.Entry.Client)} {verb} {change.Entry.Path}", ShareOf(change.Entry.Path), Text(change.Entry.Client));
        }

        if (Interlocked.Exchange(ref unlistedMounts, 0) is > 0 and var more)
        {
            feed.Add(FeedKind.Mount, FeedLevel.Warning, $"{more} more mounts and unmounts in the same second");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        mounts.Changed -= Note;
        connections.Changed -= Note;
    }

    /// <summary>The share of a mounted path: its first name.</summary>
    public static string ShareOf(string path) => path.TrimStart('/').Split('/', 2)[0];

    /// <summary>An address as an administrator writes it: IPv4 as such, also where it came mapped into IPv6.</summary>
    public static string Text(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    private void Note(MountChange change)
    {
        if (mountChanges.Count < MountsMax)
        {
            mountChanges.Enqueue(change);
        }
        else
        {
            Interlocked.Increment(ref unlistedMounts);
        }
    }

    private void Note(ConnectionChange change)
    {
        var added = change.IsOpen ? new Connections(1, 0) : new Connections(0, 1);
        connectionChanges.AddOrUpdate(
            (change.Connection.Client.Address, change.Connection.Protocol), static (_, added) => added, static (_, sum, added) => sum.Plus(added), added);
    }

    private static string Describe(Connections sum) => sum switch
    {
        { Opened: 0 } => $"{Counted(sum.Closed)} closed",
        { Closed: 0 } => $"{Counted(sum.Opened)} opened",
        _ => $"{Counted(sum.Opened)} opened and {sum.Closed} closed",
    };

    private static string Counted(int count) => count == 1 ? "1 connection" : $"{count} connections";

    private readonly record struct Connections(int Opened, int Closed)
    {
        public Connections Plus(Connections other) => new(Opened + other.Opened, Closed + other.Closed);
    }
}
