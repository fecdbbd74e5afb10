using System.Collections.Concurrent;
using System.Net;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Smb.Commands;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Storage.Locking;

namespace DittoFs.Protocols.Smb;

/// <summary>A share that a client is connected to, until it disconnects or is gone.</summary>
/// <param name="Client">Where the client is.</param>
/// <param name="UserName">The account that it signed in with.</param>
/// <param name="Share">The share's name.</param>
/// <param name="Since">When it connected.</param>
/// <param name="Connection">The connection that it did that on: see <see cref="Hosting.ConnectionInfo.Id"/>.</param>
public sealed record SmbTreeEntry(IPAddress Client, string UserName, string Share, DateTimeOffset Since, long Connection);

/// <summary>Which clients are connected to which shares. Sessions bound it: each has a limited number of trees.</summary>
public sealed class SmbTreeTable(TimeProvider clock) : IOpenFiles
{
    private readonly ConcurrentDictionary<SmbTree, SmbTreeEntry> entries = [];
    private readonly ConcurrentDictionary<SmbTree, SmbSession> sessions = [];

    /// <summary>The entries, oldest first.</summary>
    public IReadOnlyList<SmbTreeEntry> List() => [.. entries.Values.OrderBy(entry => entry.Since)];

    /// <summary>Notes that a client is connected.</summary>
    internal void Add(SmbTree tree, SmbSession session, SmbConnection connection, string userName, string share)
    {
        sessions[tree] = session;
        entries[tree] = new SmbTreeEntry(connection.ClientAddress, userName, share, clock.GetUtcNow(), connection.Id);
    }

    /// <summary>Forgets a tree, if it is known.</summary>
    internal void Remove(SmbTree tree)
    {
        entries.TryRemove(tree, out _);
        sessions.TryRemove(tree, out _);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CloseAsync(NodeOpen open)
    {
        foreach (var session in sessions.Values.Distinct())
        {
            if (session.Opens.OfType<SmbFileOpen>().FirstOrDefault(file => ReferenceEquals(file.Handle, open)) is { } found)
            {
                return await CloseCommand.CloseAsync(session, found).ConfigureAwait(false) != NtStatus.FileClosed;
            }
        }

        return false;
    }
}
