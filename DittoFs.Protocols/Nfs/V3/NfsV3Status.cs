namespace DittoFs.Protocols.Nfs.V3;

/// <summary>How an NFSv3 procedure ended (RFC 1813 §2.6, <c>nfsstat3</c>).</summary>
internal enum NfsV3Status : uint
{
    /// <summary>Success.</summary>
    Ok = 0,

    /// <summary>Not the owner.</summary>
    NotPermitted = 1,

    /// <summary>No such entry.</summary>
    NoEntry = 2,

    /// <summary>A disk failed.</summary>
    InputOutput = 5,

    /// <summary>Permission denied, or a name that can't be.</summary>
    AccessDenied = 13,

    /// <summary>The name exists.</summary>
    Exists = 17,

    /// <summary>A link or rename would leave the share.</summary>
    CrossDevice = 18,

    /// <summary>Not a directory.</summary>
    NotDirectory = 20,

    /// <summary>A directory where none may be.</summary>
    IsDirectory = 21,

    /// <summary>An argument that the operation does not take.</summary>
    InvalidArgument = 22,

    /// <summary>The file would become too large.</summary>
    FileTooLarge = 27,

    /// <summary>No space.</summary>
    NoSpace = 28,

    /// <summary>Read-only.</summary>
    ReadOnly = 30,

    /// <summary>Too many hard links.</summary>
    TooManyLinks = 31,

    /// <summary>The name is too long.</summary>
    NameTooLong = 63,

    /// <summary>The directory is not empty.</summary>
    NotEmpty = 66,

    /// <summary>The quota is used up.</summary>
    QuotaExceeded = 69,

    /// <summary>The handle's node is gone.</summary>
    Stale = 70,

    /// <summary>The handle was never ours.</summary>
    BadHandle = 10001,

    /// <summary>The guard of a SETATTR does not match.</summary>
    NotSynchronized = 10002,

    /// <summary>A cookie that no listing gave out.</summary>
    BadCookie = 10003,

    /// <summary>Not supported.</summary>
    NotSupported = 10004,

    /// <summary>The reply does not have room for one entry.</summary>
    TooSmall = 10005,

    /// <summary>The server failed.</summary>
    ServerFault = 10006,

    /// <summary>No such kind of node.</summary>
    BadType = 10007,

    /// <summary>Try again later.</summary>
    Jukebox = 10008,
}
