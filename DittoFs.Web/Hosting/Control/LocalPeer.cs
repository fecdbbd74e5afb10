using System.Buffers.Binary;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace DittoFs.Web.Hosting.Control;

/// <summary>Marks a connection of the control socket; no connection over a network ever carries it.</summary>
/// <param name="Uid">The user who opened it, as the kernel says; null when it does not.</param>
internal sealed record LocalPeer(uint? Uid)
{
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int PeerCredentials = 17; // SO_PEERCRED
    private const int UidOffset = 4; // struct ucred: pid, uid, gid
    private const int CredentialsLength = 12;

    /// <summary>Who this is, for the audit log.</summary>
    public string Name => Uid is { } uid ? $"local administrator (uid {uid})" : "local administrator";

    /// <summary>The peer of <paramref name="connection"/>, which is one of a unix socket.</summary>
    public static LocalPeer Of(ConnectionContext connection) =>
        new(connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket ? ReadUid(socket) : null);

    private static uint? ReadUid(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[CredentialsLength];
        try
        {
            return socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) == CredentialsLength
                ? BinaryPrimitives.ReadUInt32LittleEndian(credentials[UidOffset..])
                : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
