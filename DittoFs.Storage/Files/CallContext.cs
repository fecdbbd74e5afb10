using System.Net;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <summary>The wire that a call came over.</summary>
public enum FileProtocol : byte
{
    /// <summary>NFS version 3.</summary>
    Nfs3,

    /// <summary>SMB 2 and 3.</summary>
    Smb,

    /// <summary>The server itself: console, REST, maintenance.</summary>
    Internal,
}

/// <summary>
/// Who asks, from where and over which protocol. A protocol makes one per identity and connection and may use it for many calls,
/// at once too: what a share makes of the identity (squash, permission, client rules) is remembered in it.
/// </summary>
public sealed class CallContext(Caller caller, IPAddress clientAddress, FileProtocol protocol)
{
    /// <summary>The identity as the wire claims it, before any squash.</summary>
    public Caller Caller { get; } = caller;

    /// <summary>Where the call came from. IPv4 addresses mapped into IPv6 are unwrapped.</summary>
    public IPAddress ClientAddress { get; } = clientAddress.IsIPv4MappedToIPv6 ? clientAddress.MapToIPv4() : clientAddress;

    /// <summary>The protocol of the call.</summary>
    public FileProtocol Protocol { get; } = protocol;

    /// <summary>The last resolution of this identity; swapped whole and checked against the share's current definition before use.</summary>
    internal volatile object? ResolvedAccess;

    /// <summary>It was refused everything on a share, and that was noted.</summary>
    internal volatile bool WasRefused;
}
