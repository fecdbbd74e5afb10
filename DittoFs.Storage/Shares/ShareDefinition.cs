using System.Collections.Immutable;
using System.Net;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Quotas;
using DittoFs.Storage.StoreTypes;

namespace DittoFs.Storage.Shares;

/// <summary>How a share treats the identities that clients claim.</summary>
public enum SquashMode : byte
{
    /// <summary>Uid 0 becomes the share's anonymous user.</summary>
    RootToGuest,

    /// <summary>Everybody stays who he says he is.</summary>
    None,

    /// <summary>Uid 0 stays uid 0; named apart from <see cref="None"/> because only the superuser's identity is trusted on purpose.</summary>
    RootToAdmin,

    /// <summary>Everybody becomes the share's anonymous user.</summary>
    AllToGuest,

    /// <summary>Everybody becomes uid 0 of this share.</summary>
    AllToAdmin,
}

/// <summary>What an account may do on a share, before mode bits have their say.</summary>
public enum SharePermission : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Look and read.</summary>
    Read = 1,

    /// <summary>Read and change.</summary>
    ReadWrite = 2,

    /// <summary>Read, change, and administer rights.</summary>
    Admin = 3,
}

/// <summary>When an answer promises that a change survives.</summary>
public enum DurabilityTier : byte
{
    /// <summary>Synced to this machine's disk before the answer to everything that the protocols promise to be stable.</summary>
    Local,

    /// <summary>Answered from memory and synced within 100 ms: loses at most that much in a power cut. Never a default.</summary>
    Writeback,

    /// <summary>
    /// Answered when bytes are in the block store and names and attributes in a metadata store that outlives this machine: losing the machine with its disk loses nothing
    /// that was promised.
    /// </summary>
    Remote,
}

/// <summary>Whether what SMB clients say about a share is encrypted. NFS knows no encryption here, so it does not bind NFS.</summary>
public enum WireEncryption : byte
{
    /// <summary>When the client wants it.</summary>
    Offered,

    /// <summary>Always; clients that can't are refused.</summary>
    Required,

    /// <summary>Never; clients that insist are refused, unless the server wants all of them encrypted.</summary>
    Off,
}

/// <summary>Where a share's names and attributes live.</summary>
public enum MetadataStoreKind : byte
{
    /// <summary>In memory: gone at the next start.</summary>
    Memory,

    /// <summary>In the embedded RocksDB of the data directory.</summary>
    RocksDb,

    /// <summary>In a PostgreSQL database.</summary>
    Postgres,

    /// <summary>In a store of a type that was registered.</summary>
    Custom,
}

/// <summary>Where a share's bytes live.</summary>
public enum BlockStoreKind : byte
{
    /// <summary>In memory: gone at the next start.</summary>
    Memory,

    /// <summary>In files below a directory.</summary>
    FileSystem,

    /// <summary>In objects of a bucket, behind the S3 protocol.</summary>
    S3,

    /// <summary>In a store of a type that was registered.</summary>
    Custom,
}

/// <summary>Which clients may use a share, and how.</summary>
/// <param name="Network">An address (as /32 or /128) or a network.</param>
/// <param name="ReadOnly">Only reading is allowed from there.</param>
public sealed record ClientRule(IPNetwork Network, bool ReadOnly = false);

/// <summary>Permissions on a share by uid and gid. Immutable; a change is a new table, and holds for the next call.</summary>
public sealed record SharePermissionTable
{
    /// <summary>Entries of single users; such an entry decides alone.</summary>
    public ImmutableDictionary<uint, SharePermission> Users { get; init; } = ImmutableDictionary<uint, SharePermission>.Empty;

    /// <summary>Entries of groups; the highest of these and <see cref="Default"/> counts.</summary>
    public ImmutableDictionary<uint, SharePermission> Groups { get; init; } = ImmutableDictionary<uint, SharePermission>.Empty;

    /// <summary>What everybody has who is not named.</summary>
    public SharePermission Default { get; init; } = SharePermission.None;

    /// <summary>Users of disabled accounts: they have nothing, whatever the entries say.</summary>
    public ImmutableHashSet<uint> DisabledUsers { get; init; } = [];
}

/// <summary>All settings of a share. Immutable: a change is a new record that is swapped in whole.</summary>
public sealed record ShareDefinition
{
    /// <summary>The lasting identity.</summary>
    public required ShareId Id { get; init; }

    /// <summary>The present name.</summary>
    public required ShareName Name { get; init; }

    /// <summary>What it is for, as clients that list shares show it.</summary>
    public string Description { get; init; } = "";

    /// <summary>Where names and attributes live.</summary>
    public MetadataStoreKind Metadata { get; init; } = MetadataStoreKind.RocksDb;

    /// <summary>The database of a PostgreSQL metadata store; null for the other kinds.</summary>
    public PostgresLocation? Postgres { get; init; }

    /// <summary>The metadata store of a registered type; null for the other kinds.</summary>
    public CustomStore? CustomMetadata { get; init; }

    /// <summary>Where bytes live.</summary>
    public BlockStoreKind Blocks { get; init; } = BlockStoreKind.FileSystem;

    /// <summary>The absolute directory below which a file-system block store keeps the share's blocks; null for <c>blocks</c> in the data directory.</summary>
    public string? BlockDirectory { get; init; }

    /// <summary>The bucket of an S3 block store; null for the other kinds.</summary>
    public S3Location? S3 { get; init; }

    /// <summary>The block store of a registered type; null for the other kinds.</summary>
    public CustomStore? CustomBlocks { get; init; }

    /// <summary>What an answer promises.</summary>
    public DurabilityTier Durability { get; init; } = DurabilityTier.Local;

    /// <summary>Nothing can be changed through any protocol.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Whether SMB clients encrypt.</summary>
    public WireEncryption WireEncryption { get; init; } = WireEncryption.Offered;

    /// <summary>How claimed identities are treated.</summary>
    public SquashMode Squash { get; init; } = SquashMode.RootToGuest;

    /// <summary>The user that <c>guest</c> stands for. Never 0.</summary>
    public uint AnonymousUid { get; init; } = 65534;

    /// <summary>The group that <c>guest</c> stands for.</summary>
    public uint AnonymousGid { get; init; } = 65534;

    /// <summary>Calls that name nobody (AUTH_NONE) act as the anonymous user; else they are refused.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>Permissions by uid and gid.</summary>
    public SharePermissionTable Permissions { get; init; } = new();

    /// <summary>Who may connect; the longest matching prefix decides, and nobody matches an empty list.</summary>
    public ImmutableArray<ClientRule> ClientRules { get; init; } = [];

    /// <summary>Owner of the root directory when the share is made.</summary>
    public uint RootUid { get; init; }

    /// <summary>Group of the root directory when the share is made.</summary>
    public uint RootGid { get; init; }

    /// <summary>Mode of the root directory when the share is made.</summary>
    public uint RootMode { get; init; } = 0x1F8;

    /// <summary>Bytes that the share may hold; null for no limit.</summary>
    public ByteSize? QuotaBytes { get; init; }

    /// <summary>Nodes that the share may hold; null for no limit.</summary>
    public ulong? QuotaNodes { get; init; }

    /// <summary>What each owner may hold whom <see cref="OwnerQuotas"/> does not name; not for uid 0, who is only limited by name.</summary>
    public OwnerLimit OwnerQuota { get; init; } = OwnerLimit.None;

    /// <summary>What single owners may hold.</summary>
    public ImmutableDictionary<uint, OwnerLimit> OwnerQuotas { get; init; } = ImmutableDictionary<uint, OwnerLimit>.Empty;

    /// <summary>What <paramref name="uid"/> may hold.</summary>
    public OwnerLimit GetOwnerLimit(uint uid) => OwnerQuotas.TryGetValue(uid, out var limit) ? limit : uid == 0 ? OwnerLimit.None : OwnerQuota;
}
