using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Mount.V3;

/// <summary>How MNT ended (RFC 1813 §5.1.5, <c>mountstat3</c>).</summary>
internal enum MountV3Status : uint
{
    /// <summary>Success.</summary>
    Ok = 0,

    /// <summary>Not the owner.</summary>
    NotPermitted = 1,

    /// <summary>No such share or directory.</summary>
    NoEntry = 2,

    /// <summary>A disk failed, or the share does not run.</summary>
    InputOutput = 5,

    /// <summary>This client or user may not mount it.</summary>
    AccessDenied = 13,

    /// <summary>The path leads to something else than a directory.</summary>
    NotDirectory = 20,

    /// <summary>The path is no path.</summary>
    InvalidArgument = 22,

    /// <summary>The path, or a name in it, is too long.</summary>
    NameTooLong = 63,

    /// <summary>Not supported.</summary>
    NotSupported = 10004,

    /// <summary>The server failed.</summary>
    ServerFault = 10006,
}

/// <summary>Says in the words of MOUNT what the storage answered.</summary>
internal static class MountV3StatusMap
{
    /// <summary>The status of <paramref name="error"/>.</summary>
    public static MountV3Status From(FsError error) => error switch
    {
        FsError.None => MountV3Status.Ok,
        FsError.AccessDenied => MountV3Status.AccessDenied,
        FsError.NotPermitted => MountV3Status.NotPermitted,
        FsError.NotFound or FsError.StaleHandle or FsError.BadHandle or FsError.DeletePending => MountV3Status.NoEntry,
        FsError.NotDirectory or FsError.WrongKind or FsError.UnsupportedKind => MountV3Status.NotDirectory,
        FsError.InvalidArgument or FsError.InvalidName or FsError.BadCookie => MountV3Status.InvalidArgument,
        FsError.NameTooLong => MountV3Status.NameTooLong,
        FsError.NotSupported or FsError.CrossShare => MountV3Status.NotSupported,
        FsError.Unavailable or FsError.InputOutput or FsError.Corrupt => MountV3Status.InputOutput,
        FsError.LockConflict or FsError.SharingViolation or FsError.LeaseBreakPending or FsError.GracePeriod => MountV3Status.AccessDenied,
        FsError.Exists or FsError.IsDirectory or FsError.NotEmpty or FsError.NotSynchronized => MountV3Status.ServerFault,
        FsError.FileTooLarge or FsError.NoSpace or FsError.QuotaExceeded or FsError.ReadOnly or FsError.TooManyLinks => MountV3Status.ServerFault,
    };
}
