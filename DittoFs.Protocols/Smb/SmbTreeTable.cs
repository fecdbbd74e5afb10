using System.Collections.Concurrent;
using System.Net;
using DittoFs.Protocols.Smb.Sessions;

namespace DittoFs.Protocols.Smb;

/// <summary>A share that a client is connected to, until it disconnects or is gone.</summary>
/// <param name="Client">Where the client is.</param>
/// <param name="UserName">The account that it signed in with.</param>
/// <param name="Share">The share's name.</param>
/// <param name="Since">When it connected.</param>
/// <param name="Connection">The connection that it did that on: see <see cref="Hosting.ConnectionInfo.Id"/>.</param>
public sealed record SmbTreeEntry(IPAddress Client, string UserName, string Share, DateTimeOffset Since, long Connection);

/// <summary>Which clients are connected to which shares. Sessions bound it: each has a limited number of trees.</summary>
public sealed class SmbTreeTable(TimeProvider clock)
{
    private readonly ConcurrentDictionary<SmbTree, SmbTreeEntry> entries = [];

    /// <summary>The entries, oldest first.</summary>
    public IReadOnlyList<SmbTreeEntry> List() => [.. entries.Values.OrderBy(entry => entry.Since)];

    /// <summary>Notes that a client is connected.</summary>
    internal void Add(SmbTree tree, SmbConnection connection, string userName, string share) =>
        entries[tree] = new SmbTreeEntry(connection.ClientAddress, userName, share, clock.GetUtcNow(), connection.Id);

    /// <summary>Forgets a tree, if it is known.</summary>
    internal void Remove(SmbTree tree) => entries.TryRemove(tree, out _);
}
