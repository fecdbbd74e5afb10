namespace DittoFs.Storage.Primitives;

/// <summary>
/// Every way in which a file-system operation can end. The one vocabulary between storage and the protocols: each edge translates it
/// with one exhaustive switch, so that a new member without a translation does not compile.
/// </summary>
/// <remarks>Protocol state (bad stateid, credits, sessions) is the protocol's own and never appears here.</remarks>
public enum FsError
{
    /// <summary>The operation succeeded.</summary>
    None = 0,

    /// <summary>The caller's identity, the share's permission or the mode bits do not allow it (EACCES).</summary>
    AccessDenied,

    /// <summary>Only the owner or a privileged caller may do it (EPERM).</summary>
    NotPermitted,

    /// <summary>No entry of that name (ENOENT).</summary>
    NotFound,

    /// <summary>An entry of that name exists already (EEXIST).</summary>
    Exists,

    /// <summary>A directory was needed (ENOTDIR).</summary>
    NotDirectory,

    /// <summary>A directory was not expected (EISDIR).</summary>
    IsDirectory,

    /// <summary>The directory still has entries (ENOTEMPTY).</summary>
    NotEmpty,

    /// <summary>An argument is outside of what the operation takes (EINVAL).</summary>
    InvalidArgument,

    /// <summary>The node is of a kind that the operation does not work on (EINVAL for a READLINK of a file).</summary>
    WrongKind,

    /// <summary>The kind of node can't be made this way (NFS3ERR_BADTYPE).</summary>
    UnsupportedKind,

    /// <summary>A name has a byte that no name may have, or is empty (EINVAL).</summary>
    InvalidName,

    /// <summary>A name is longer than 255 bytes, or a link's target longer than 4,096 (ENAMETOOLONG).</summary>
    NameTooLong,

    /// <summary>The file would pass the largest offset (EFBIG).</summary>
    FileTooLarge,

    /// <summary>The disk, or the log's budget on it, is full (ENOSPC).</summary>
    NoSpace,

    /// <summary>The quota of the share or of the owner is used up (EDQUOT).</summary>
    QuotaExceeded,

    /// <summary>The share or this client's access to it is read-only (EROFS).</summary>
    ReadOnly,

    /// <summary>The two ends of a link or rename are not on one share (EXDEV).</summary>
    CrossShare,

    /// <summary>The node has as many hard links as it can count (EMLINK).</summary>
    TooManyLinks,

    /// <summary>The handle was good once, its node is gone (ESTALE).</summary>
    StaleHandle,

    /// <summary>The handle was never one of ours: wrong length, tag or share.</summary>
    BadHandle,

    /// <summary>A directory cookie that no listing gave out.</summary>
    BadCookie,

    /// <summary>The guard of a SETATTR does not match the node's change time.</summary>
    NotSynchronized,

    /// <summary>This server does not do that (ENOTSUP).</summary>
    NotSupported,

    /// <summary>The share is not running at the moment, or a store that it needs is away: try again later.</summary>
    Unavailable,

    /// <summary>A lock held by somebody else is in the way.</summary>
    LockConflict,

    /// <summary>Another open's share mode is in the way.</summary>
    SharingViolation,

    /// <summary>A lease is being broken: try again later.</summary>
    LeaseBreakPending,

    /// <summary>The server restarted a short time ago and only takes back state that existed before.</summary>
    GracePeriod,

    /// <summary>The file is marked for deletion at its last close.</summary>
    DeletePending,

    /// <summary>Bytes or rows on disk do not pass their check. Never answered with made-up data.</summary>
    Corrupt,

    /// <summary>A disk or a store failed (EIO).</summary>
    InputOutput,
}
