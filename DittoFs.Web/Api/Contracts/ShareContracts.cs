using System.ComponentModel.DataAnnotations;

namespace DittoFs.Web.Api.Contracts;

/// <summary>Whether something runs, and why not.</summary>
/// <param name="State">How it is.</param>
/// <param name="Reason">Why it is not as wanted, and what to do; null when it is.</param>
/// <param name="Since">Since when it is so.</param>
public sealed record RunStatus(RunState State, string? Reason, DateTime Since);

/// <summary>A share with its settings and its state.</summary>
public sealed record ShareResponse
{
    /// <summary>The lasting identity.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name: <c>/name</c> over NFS.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public required string Description { get; init; }

    /// <summary>Whether it is wanted to run.</summary>
    public required bool Enabled { get; init; }

    /// <summary>The name of the metadata store.</summary>
    public required string MetadataStore { get; init; }

    /// <summary>The name of the block store.</summary>
    public required string BlockStore { get; init; }

    /// <summary>What an answer promises.</summary>
    public required DurabilityKind Durability { get; init; }

    /// <summary>Nothing can be changed through any protocol.</summary>
    public required bool ReadOnly { get; init; }

    /// <summary>Whether what SMB clients say about it is encrypted. It does not bind NFS.</summary>
    public required EncryptionKind SmbEncryption { get; init; }

    /// <summary>How claimed identities are treated.</summary>
    public required SquashKind Squash { get; init; }

    /// <summary>The user that a squashed identity becomes.</summary>
    public required uint AnonymousUid { get; init; }

    /// <summary>The group that a squashed identity becomes.</summary>
    public required uint AnonymousGid { get; init; }

    /// <summary>Whether calls that name nobody (AUTH_NONE) act as the anonymous user; else they are refused.</summary>
    public required bool AllowAnonymous { get; init; }

    /// <summary>What everybody has who is not named by a permission.</summary>
    public required PermissionLevel DefaultPermission { get; init; }

    /// <summary>Owner of the root directory when the share was made.</summary>
    public required uint RootUid { get; init; }

    /// <summary>Group of the root directory when the share was made.</summary>
    public required uint RootGid { get; init; }

    /// <summary>Mode of the root directory when the share was made, in octal.</summary>
    public required string RootMode { get; init; }

    /// <summary>Bytes that the share may hold; null for no limit.</summary>
    public long? QuotaBytes { get; init; }

    /// <summary>Files and directories that the share may hold; null for no limit.</summary>
    public long? QuotaNodes { get; init; }

    /// <summary>Bytes that one owner's files may hold, unless he has a limit of his own; null for no limit. It does not hold for uid 0.</summary>
    public long? OwnerQuotaBytes { get; init; }

    /// <summary>Files and directories that one owner may have, unless he has a limit of his own; null for no limit. It does not hold for uid 0.</summary>
    public long? OwnerQuotaNodes { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>Whether it runs.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Changes with every change of the settings.</summary>
    public required string Version { get; init; }
}

/// <summary>A new share.</summary>
public sealed record CreateShareRequest
{
    /// <summary>1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit. Unique without regard to case.</summary>
    /// <example>projects</example>
    [Required, RegularExpression(Patterns.ShareName, ErrorMessage = Patterns.ShareNameRule)]
    public string Name { get; init; } = "";

    /// <summary>What it is for.</summary>
    /// <example>Everything that is built</example>
    [StringLength(512)]
    public string? Description { get; init; }

    /// <summary>Whether it is to run at once.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The name of the metadata store. It can't be changed later.</summary>
    /// <example>embedded</example>
    [StringLength(64)]
    public string MetadataStore { get; init; } = "embedded";

    /// <summary>The name of the block store. It can't be changed later.</summary>
    /// <example>local</example>
    [StringLength(64)]
    public string BlockStore { get; init; } = "local";

    /// <summary>What an answer promises. It can't be changed later.</summary>
    public DurabilityKind Durability { get; init; } = DurabilityKind.Local;

    /// <summary>Nothing can be changed through any protocol.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Whether what SMB clients say about it is encrypted. It does not bind NFS.</summary>
    public EncryptionKind SmbEncryption { get; init; } = EncryptionKind.Offered;

    /// <summary>How claimed identities are treated.</summary>
    public SquashKind Squash { get; init; } = SquashKind.RootToGuest;

    /// <summary>The user that a squashed identity becomes. Never 0.</summary>
    /// <example>65534</example>
    [Range(1, 4294967294)]
    public uint AnonymousUid { get; init; } = 65534;

    /// <summary>The group that a squashed identity becomes.</summary>
    /// <example>65534</example>
    [Range(1, 4294967294)]
    public uint AnonymousGid { get; init; } = 65534;

    /// <summary>Whether calls that name nobody act as the anonymous user.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>What everybody has who is not named by a permission.</summary>
    public PermissionLevel DefaultPermission { get; init; } = PermissionLevel.None;

    /// <summary>Owner of the root directory.</summary>
    /// <example>1001</example>
    [Range(0, 4294967294)]
    public uint RootUid { get; init; }

    /// <summary>Group of the root directory.</summary>
    /// <example>5001</example>
    [Range(0, 4294967294)]
    public uint RootGid { get; init; }

    /// <summary>Mode of the root directory, in octal.</summary>
    /// <example>0770</example>
    [RegularExpression(Patterns.Mode, ErrorMessage = Patterns.ModeRule)]
    public string RootMode { get; init; } = "0770";

    /// <summary>Bytes that the share may hold; null for no limit.</summary>
    /// <example>1099511627776</example>
    [Range(1L, long.MaxValue)]
    public long? QuotaBytes { get; init; }

    /// <summary>Files and directories that the share may hold; null for no limit.</summary>
    /// <example>1000000</example>
    [Range(1L, long.MaxValue)]
    public long? QuotaNodes { get; init; }

    /// <summary>Bytes that one owner's files may hold; null for no limit. It does not hold for uid 0.</summary>
    /// <example>10737418240</example>
    [Range(1L, long.MaxValue)]
    public long? OwnerQuotaBytes { get; init; }

    /// <summary>Files and directories that one owner may have; null for no limit. It does not hold for uid 0.</summary>
    /// <example>100000</example>
    [Range(1L, long.MaxValue)]
    public long? OwnerQuotaNodes { get; init; }

    /// <summary>Which clients may use it. Left out, only programs on the server's own machine may.</summary>
    public IReadOnlyList<ClientRuleRequest>? ClientRules { get; init; }
}

/// <summary>A change of a share. What is left out stays as it is; it holds for the next call of every client.</summary>
public sealed record UpdateShareRequest
{
    /// <summary>A new name. Clients that have it mounted keep it; new mounts use the new name.</summary>
    [RegularExpression(Patterns.ShareName, ErrorMessage = Patterns.ShareNameRule)]
    public string? Name { get; init; }

    /// <summary>What it is for.</summary>
    [StringLength(512)]
    public string? Description { get; init; }

    /// <summary>Whether it is wanted to run.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Nothing can be changed through any protocol.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>Whether what SMB clients say about it is encrypted. Clients that are connected and do not encrypt are refused when it becomes required.</summary>
    public EncryptionKind? SmbEncryption { get; init; }

    /// <summary>How claimed identities are treated.</summary>
    public SquashKind? Squash { get; init; }

    /// <summary>The user that a squashed identity becomes.</summary>
    [Range(1, 4294967294)]
    public uint? AnonymousUid { get; init; }

    /// <summary>The group that a squashed identity becomes.</summary>
    [Range(1, 4294967294)]
    public uint? AnonymousGid { get; init; }

    /// <summary>Whether calls that name nobody act as the anonymous user.</summary>
    public bool? AllowAnonymous { get; init; }

    /// <summary>What everybody has who is not named by a permission.</summary>
    public PermissionLevel? DefaultPermission { get; init; }

    /// <summary>Bytes that the share may hold; 0 for no limit.</summary>
    [Range(0L, long.MaxValue)]
    public long? QuotaBytes { get; init; }

    /// <summary>Files and directories that the share may hold; 0 for no limit.</summary>
    [Range(0L, long.MaxValue)]
    public long? QuotaNodes { get; init; }

    /// <summary>Bytes that one owner's files may hold; 0 for no limit.</summary>
    [Range(0L, long.MaxValue)]
    public long? OwnerQuotaBytes { get; init; }

    /// <summary>Files and directories that one owner may have; 0 for no limit.</summary>
    [Range(0L, long.MaxValue)]
    public long? OwnerQuotaNodes { get; init; }

    /// <summary>The version that the change is meant for.</summary>
    public string? Version { get; init; }
}

/// <summary>A share that was deleted and can be brought back.</summary>
public sealed record DeletedShareResponse
{
    /// <summary>The lasting identity.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name that it had.</summary>
    public required string Name { get; init; }

    /// <summary>What it was for.</summary>
    public required string Description { get; init; }

    /// <summary>The name of its metadata store.</summary>
    public required string MetadataStore { get; init; }

    /// <summary>The name of its block store.</summary>
    public required string BlockStore { get; init; }

    /// <summary>When it was deleted.</summary>
    public required DateTime DeletedAt { get; init; }

    /// <summary>Until when it can be brought back. Then its files are removed.</summary>
    public required DateTime KeepUntil { get; init; }
}

/// <summary>How a deleted share is brought back.</summary>
public sealed record RestoreShareRequest
{
    /// <summary>The name that it gets; left out, the one that it had.</summary>
    [RegularExpression(Patterns.ShareName, ErrorMessage = Patterns.ShareNameRule)]
    public string? Name { get; init; }
}
