using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb;

/// <summary>How each failure of the file system is told over SMB.</summary>
internal static class NtStatusMap
{
    /// <summary>The status of <paramref name="error"/>.</summary>
    public static NtStatus ToStatus(FsError error) => error switch
    {
        FsError.None => NtStatus.Success,
        FsError.AccessDenied => NtStatus.AccessDenied,
        FsError.NotPermitted => NtStatus.AccessDenied,
        FsError.NotFound => NtStatus.ObjectNameNotFound,
        FsError.Exists => NtStatus.ObjectNameCollision,
        FsError.NotDirectory => NtStatus.NotADirectory,
        FsError.IsDirectory => NtStatus.FileIsADirectory,
        FsError.NotEmpty => NtStatus.DirectoryNotEmpty,
        FsError.InvalidArgument => NtStatus.InvalidParameter,
        FsError.WrongKind => NtStatus.InvalidDeviceRequest,
        FsError.UnsupportedKind => NtStatus.NotSupported,
        FsError.InvalidName => NtStatus.ObjectNameInvalid,
        FsError.NameTooLong => NtStatus.ObjectNameInvalid,
        FsError.FileTooLarge => NtStatus.InvalidParameter,
        FsError.NoSpace => NtStatus.DiskFull,
        FsError.QuotaExceeded => NtStatus.DiskFull,
        FsError.ReadOnly => NtStatus.MediaWriteProtected,
        FsError.CrossShare => NtStatus.NotSameDevice,
        FsError.TooManyLinks => NtStatus.TooManyLinks,
        FsError.StaleHandle => NtStatus.FileClosed,
        FsError.BadHandle => NtStatus.InvalidHandle,
        FsError.BadCookie => NtStatus.InvalidParameter,
        FsError.NotSynchronized => NtStatus.Unsuccessful,
        FsError.NotSupported => NtStatus.NotSupported,
        FsError.Unavailable => NtStatus.DeviceNotReady,
        FsError.LockConflict => NtStatus.FileLockConflict,
        FsError.SharingViolation => NtStatus.SharingViolation,
        FsError.LeaseBreakPending => NtStatus.SharingViolation,
        FsError.GracePeriod => NtStatus.FileLockConflict,
        FsError.DeletePending => NtStatus.DeletePending,
        FsError.Corrupt => NtStatus.CrcError,
        FsError.InputOutput => NtStatus.IoDeviceError,
    };
}
