using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Nfs.V3;

/// <summary>Says in NFSv3 what the storage answered. Without a default: a new <see cref="FsError"/> does not compile until it has its line.</summary>
internal static class NfsV3StatusMap
{
    /// <summary>The status of <paramref name="error"/>. A name that can't be is NFS3ERR_ACCES by RFC 1813 §3.2.</summary>
    public static NfsV3Status From(FsError error) => error switch
    {
        FsError.None => NfsV3Status.Ok,
        FsError.AccessDenied => NfsV3Status.AccessDenied,
        FsError.NotPermitted => NfsV3Status.NotPermitted,
        FsError.NotFound => NfsV3Status.NoEntry,
        FsError.Exists => NfsV3Status.Exists,
        FsError.NotDirectory => NfsV3Status.NotDirectory,
        FsError.IsDirectory => NfsV3Status.IsDirectory,
        FsError.NotEmpty => NfsV3Status.NotEmpty,
        FsError.InvalidArgument => NfsV3Status.InvalidArgument,
        FsError.WrongKind => NfsV3Status.InvalidArgument,
        FsError.UnsupportedKind => NfsV3Status.BadType,
        FsError.InvalidName => NfsV3Status.AccessDenied,
        FsError.NameTooLong => NfsV3Status.NameTooLong,
        FsError.FileTooLarge => NfsV3Status.FileTooLarge,
        FsError.NoSpace => NfsV3Status.NoSpace,
        FsError.QuotaExceeded => NfsV3Status.QuotaExceeded,
        FsError.ReadOnly => NfsV3Status.ReadOnly,
        FsError.CrossShare => NfsV3Status.CrossDevice,
        FsError.TooManyLinks => NfsV3Status.TooManyLinks,
        FsError.StaleHandle => NfsV3Status.Stale,
        FsError.BadHandle => NfsV3Status.BadHandle,
        FsError.BadCookie => NfsV3Status.BadCookie,
        FsError.NotSynchronized => NfsV3Status.NotSynchronized,
        FsError.NotSupported => NfsV3Status.NotSupported,
        FsError.Unavailable => NfsV3Status.Jukebox,
        FsError.LockConflict => NfsV3Status.Jukebox,
        FsError.SharingViolation => NfsV3Status.AccessDenied,
        FsError.LeaseBreakPending => NfsV3Status.Jukebox,
        FsError.GracePeriod => NfsV3Status.Jukebox,
        FsError.DeletePending => NfsV3Status.AccessDenied,
        FsError.Corrupt => NfsV3Status.InputOutput,
        FsError.InputOutput => NfsV3Status.InputOutput,
    };
}
