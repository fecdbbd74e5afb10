using System.ComponentModel.DataAnnotations;

namespace DittoFs.Web.Api.Contracts;

/// <summary>A byte-range lock that is held or waited for.</summary>
public sealed record LockResponse
{
    /// <summary>What it is released by: the same as long as it is held as it is.</summary>
    public required string Id { get; init; }

    /// <summary>The share.</summary>
    public required string Share { get; init; }

    /// <summary>The file's number, which clients show as its inode number.</summary>
    public required string File { get; init; }

    /// <summary>Where the file is found in the share, one of its names; null when that can't be told.</summary>
    public string? Path { get; init; }

    /// <summary>The protocol of its holder: <c>nfs</c> or <c>smb</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The client's address; null when it is not known.</summary>
    public string? Client { get; init; }

    /// <summary>Of SMB: the account that holds it.</summary>
    public string? UserName { get; init; }

    /// <summary>Of SMB: the number of the open that holds it.</summary>
    public long? Open { get; init; }

    /// <summary>Of NFS: what the client calls itself.</summary>
    public string? ClientName { get; init; }

    /// <summary>Of NFS: the client's number of the process.</summary>
    public int? Process { get; init; }

    /// <summary>Where the range begins.</summary>
    public required ulong Offset { get; init; }

    /// <summary>How many bytes; null for all that follow.</summary>
    public ulong? Length { get; init; }

    /// <summary>True if nobody else may hold a lock there.</summary>
    public required bool Exclusive { get; init; }

    /// <summary>True if it is waited for and not held.</summary>
    public required bool Waiting { get; init; }

    /// <summary>Of one that is waited for: who holds what is in its way.</summary>
    public required IReadOnlyList<string> WaitsFor { get; init; }
}

/// <summary>Which client's locks are to be released.</summary>
public sealed record ReleaseLocksRequest
{
    /// <summary>The client's address, as the list of locks has it.</summary>
    /// <example>192.168.1.20</example>
    [Required]
    public required string Client { get; init; }

    /// <summary>What the client calls itself, as the list of locks has it.</summary>
    /// <example>workstation</example>
    [Required, StringLength(255, MinimumLength = 1)]
    public required string ClientName { get; init; }

    /// <summary>Why, for the audit log.</summary>
    [StringLength(256)]
    public string? Reason { get; init; }
}

/// <summary>What was released.</summary>
/// <param name="Count">How many locks, waits and shares of files.</param>
public sealed record ReleasedLocksResponse(int Count);
