using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Mount;
using DittoFs.Protocols.Smb;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Adapters;
using DittoFs.Web.ControlPlane.Changes;
using ClientConnection = DittoFs.Protocols.Hosting.ConnectionInfo;

namespace DittoFs.Web.ControlPlane.Sessions;

/// <summary>The connections of clients, what is known of who is behind each, and their end by an administrator.</summary>
internal sealed class SessionService(ConnectionRegistry connections, MountTable mounts, SmbTreeTable trees, ControlPlaneChanges changes)
{
    /// <summary>The connections that fit to the query, the oldest first. The search looks at addresses, accounts and shares.</summary>
    /// <param name="query">Which part of them.</param>
    /// <param name="protocol">Those of this protocol; null for all.</param>
    public Page<SessionResponse> List(ListQuery query, string? protocol = null) => query.Slice(
    [
        .. ReadAll().Where(session => (protocol is null || session.Protocol == protocol) && (query.Search is not { } search || Fits(session, search))),
    ]);

    /// <summary>Breaks a connection. What its client had open and locked over SMB is closed; NFS clients connect again and go on.</summary>
    public async Task<Outcome<SessionResponse>> DisconnectAsync(Actor actor, long id, DisconnectSessionRequest request, CancellationToken cancellationToken)
    {
        if (ReadAll().FirstOrDefault(session => session.Id == id) is not { } session)
        {
            return Unknown(id);
        }

        var noted = await changes.SaveAsync<string>(
            actor,
            (_, _) => Task.FromResult<Outcome<Change<string>>>(new Change<string>("session.disconnect", session.Client, session.Client, Describe(session, request.Reason))),
            cancellationToken);
        if (noted.Failure is { } failed)
        {
            return failed;
        }

        return connections.Disconnect(id) is null ? Unknown(id) : session;
    }

    private IEnumerable<SessionResponse> ReadAll()
    {
        var treesOf = trees.List().ToLookup(tree => tree.Connection);
        var mountsOf = mounts.List().ToLookup(mount => mount.Client);
        return connections.List().Select(connection => connection.Protocol == SmbAdapter.ServerName
            ? ToResponse(connection, treesOf[connection.Id].Select(tree => tree.UserName), treesOf[connection.Id].Select(tree => tree.Share))
            : ToResponse(connection, [], mountsOf[connection.Client.Address].Select(mount => GetShare(mount.Path))));
    }

    private static Failure Unknown(long id) => new(ControlPlaneError.SessionUnknown, $"There is no session {id}; it may have ended.");

    private static string Describe(SessionResponse session, string? reason) =>
        string.Join("; ", new[] { session.Protocol, string.Join(", ", session.Users), reason }.Where(part => !string.IsNullOrWhiteSpace(part)));

    // A mount names a directory: its first part is the share.
    private static string GetShare(string path) => path.TrimStart('/').Split('/', 2)[0];

    private static bool Fits(SessionResponse session, string search) =>
        session.Users.Concat(session.Shares).Append(session.Client).Any(text => text.Contains(search, StringComparison.OrdinalIgnoreCase));

    private static SessionResponse ToResponse(ClientConnection connection, IEnumerable<string> users, IEnumerable<string> shares) => new()
    {
        Id = connection.Id,
        Protocol = connection.Protocol,
        Dialect = connection.Dialect,
        Client = connection.Client.ToString(),
        Users = [.. users.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)],
        Shares = [.. shares.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)],
        Since = connection.Since.UtcDateTime,
        Calls = connection.Calls,
        BytesReceived = connection.BytesReceived,
        BytesSent = connection.BytesSent,
    };
}
