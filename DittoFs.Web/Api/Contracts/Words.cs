using System.Text.Json.Serialization;

namespace DittoFs.Web.Api.Contracts;

/// <summary>What an account may do in the control plane.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AccountRole>))]
public enum AccountRole
{
    /// <summary>Sees and changes only itself.</summary>
    [JsonStringEnumMemberName("user")]
    User,

    /// <summary>Sees everything, and enables, disables and restarts shares and adapters.</summary>
    [JsonStringEnumMemberName("operator")]
    Operator,

    /// <summary>May do everything.</summary>
    [JsonStringEnumMemberName("admin")]
    Admin,
}

/// <summary>What an account may do on a share, from nothing to everything.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PermissionLevel>))]
public enum PermissionLevel
{
    /// <summary>Nothing.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Look and read.</summary>
    [JsonStringEnumMemberName("read")]
    Read,

    /// <summary>Read and change.</summary>
    [JsonStringEnumMemberName("read-write")]
    ReadWrite,

    /// <summary>Read, change, and administer rights.</summary>
    [JsonStringEnumMemberName("admin")]
    Admin,
}

/// <summary>How a share treats the identities that clients claim.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SquashKind>))]
public enum SquashKind
{
    /// <summary>Uid 0 becomes the anonymous user.</summary>
    [JsonStringEnumMemberName("root_to_guest")]
    RootToGuest,

    /// <summary>Everybody stays who he says he is.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Uid 0 stays uid 0 and has the permission admin.</summary>
    [JsonStringEnumMemberName("root_to_admin")]
    RootToAdmin,

    /// <summary>Everybody becomes the anonymous user.</summary>
    [JsonStringEnumMemberName("all_to_guest")]
    AllToGuest,

    /// <summary>Everybody becomes uid 0 of this share and has the permission admin.</summary>
    [JsonStringEnumMemberName("all_to_admin")]
    AllToAdmin,
}

/// <summary>When an answer promises that a change survives.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DurabilityKind>))]
public enum DurabilityKind
{
    /// <summary>What the protocols promise to be stable is synced to the server's disk before the answer.</summary>
    [JsonStringEnumMemberName("local")]
    Local,

    /// <summary>Answered from memory and synced soon after: a power cut loses the last moments.</summary>
    [JsonStringEnumMemberName("writeback")]
    Writeback,

    /// <summary>Answered when bytes are in the block store and names in PostgreSQL: losing the server with its disk loses nothing that was promised.</summary>
    [JsonStringEnumMemberName("remote")]
    Remote,
}

/// <summary>Whether what SMB clients say about a share is encrypted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EncryptionKind>))]
public enum EncryptionKind
{
    /// <summary>When the client wants it.</summary>
    [JsonStringEnumMemberName("offered")]
    Offered,

    /// <summary>Always; clients that can't are refused.</summary>
    [JsonStringEnumMemberName("required")]
    Required,

    /// <summary>Never; clients that insist are refused.</summary>
    [JsonStringEnumMemberName("off")]
    Off,
}

/// <summary>What a store keeps.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StoreUse>))]
public enum StoreUse
{
    /// <summary>Names and attributes.</summary>
    [JsonStringEnumMemberName("metadata")]
    Metadata,

    /// <summary>The bytes of files.</summary>
    [JsonStringEnumMemberName("block")]
    Block,
}

/// <summary>The technology of a store.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StoreKind>))]
public enum StoreKind
{
    /// <summary>In memory: gone at the next start. For metadata and blocks.</summary>
    [JsonStringEnumMemberName("memory")]
    Memory,

    /// <summary>The embedded RocksDB of the data directory. For metadata.</summary>
    [JsonStringEnumMemberName("rocksdb")]
    RocksDb,

    /// <summary>Files below a directory. For blocks.</summary>
    [JsonStringEnumMemberName("filesystem")]
    FileSystem,

    /// <summary>Objects in a bucket, behind the S3 protocol. For blocks.</summary>
    [JsonStringEnumMemberName("s3")]
    S3,

    /// <summary>A PostgreSQL database. For metadata.</summary>
    [JsonStringEnumMemberName("postgres")]
    Postgres,

    /// <summary>A type that the server's administrator has added. For metadata and blocks.</summary>
    [JsonStringEnumMemberName("custom")]
    Custom,
}

/// <summary>How far a collection is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CollectionState>))]
public enum CollectionState
{
    /// <summary>It runs.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>It has done all that it could.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>It ended early; the reason says why.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>Whether something that is wanted runs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunState>))]
public enum RunState
{
    /// <summary>Disabled, and not running.</summary>
    [JsonStringEnumMemberName("stopped")]
    Stopped,

    /// <summary>Enabled and running as wanted.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>A change is being brought into effect.</summary>
    [JsonStringEnumMemberName("changing")]
    Changing,

    /// <summary>Not as wanted; the reason says why, and it is tried again.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
