namespace DittoFs.Web.Api.Contracts;

/// <summary>A file or directory that a client has open: over SMB, or over NFSv3 by a share reservation of its lock manager. NFSv3 tells a server of no other open.</summary>
public sealed record OpenFileResponse
{
    /// <summary>Unique among the opens of the share since it was started.</summary>
    public required long Id { get; init; }

    /// <summary>The share.</summary>
    public required string Share { get; init; }

    /// <summary>The file's number, which clients show as its inode number.</summary>
    public required string File { get; init; }

    /// <summary>Where it is found in the share, after renames since; null when that can't be told.</summary>
    public string? Path { get; init; }

    /// <summary>It is a directory.</summary>
    public required bool IsDirectory { get; init; }

    /// <summary>The protocol: <c>nfs</c> or <c>smb</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The client's address.</summary>
    public required string Client { get; init; }

    /// <summary>The user's number.</summary>
    public required uint Uid { get; init; }

    /// <summary>The account of that number; null if there is none.</summary>
    public string? UserName { get; init; }

    /// <summary>What it was opened for: <c>read</c>, <c>write</c>, <c>delete</c>, or nothing for its attributes alone.</summary>
    public required IReadOnlyList<string> Access { get; init; }

    /// <summary>What others may do meanwhile, in the same words.</summary>
    public required IReadOnlyList<string> Sharing { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTime Since { get; init; }

    /// <summary>Byte-range locks that it holds.</summary>
    public required int Locks { get; init; }

    /// <summary>The name goes when the last open of the file is closed.</summary>
    public required bool DeletePending { get; init; }
}
