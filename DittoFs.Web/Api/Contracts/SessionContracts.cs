using System.ComponentModel.DataAnnotations;

namespace DittoFs.Web.Api.Contracts;

/// <summary>A connection of a client.</summary>
public sealed record SessionResponse
{
    /// <summary>Unique while the server runs.</summary>
    public required long Id { get; init; }

    /// <summary>The protocol: <c>nfs</c> or <c>smb</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The version of the protocol that was agreed on, such as <c>3.1.1</c>; null over NFS, where each call names it.</summary>
    public string? Dialect { get; init; }

    /// <summary>The client's address and port.</summary>
    public required string Client { get; init; }

    /// <summary>The accounts that signed in; none over NFS, where each call names a user.</summary>
    public required IReadOnlyList<string> Users { get; init; }

    /// <summary>The shares that it uses: over SMB those that it is connected to, over NFS those that its address has mounted.</summary>
    public required IReadOnlyList<string> Shares { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTime Since { get; init; }

    /// <summary>Calls that the client made.</summary>
    public required long Calls { get; init; }

    /// <summary>Bytes that the client sent.</summary>
    public required long BytesReceived { get; init; }

    /// <summary>Bytes that were sent to it.</summary>
    public required long BytesSent { get; init; }
}

/// <summary>Why a session is ended.</summary>
public sealed record DisconnectSessionRequest
{
    /// <summary>For the audit log.</summary>
    /// <example>The laptop was stolen</example>
    [StringLength(256)]
    public string? Reason { get; init; }
}
