using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Nlm;

/// <summary>Says in the words of NLM what the storage answered. Without a default: a new member does not compile until it has its line.</summary>
internal static class NlmStatusMap
{
    /// <summary>The status of <paramref name="error"/>. What passes by itself is a grace period: clients then ask again.</summary>
    public static NlmStatus From(FsError error) => error switch
    {
        FsError.None => NlmStatus.Granted,
        FsError.LockConflict or FsError.SharingViolation or FsError.DeletePending => NlmStatus.Denied,
        FsError.Unavailable or FsError.LeaseBreakPending or FsError.GracePeriod => NlmStatus.DeniedGracePeriod,
        FsError.ReadOnly => NlmStatus.ReadOnly,
        FsError.StaleHandle or FsError.BadHandle => NlmStatus.StaleHandle,
        FsError.FileTooLarge => NlmStatus.TooBig,
        FsError.AccessDenied or FsError.NotPermitted or FsError.WrongKind or FsError.IsDirectory or FsError.NotSupported => NlmStatus.Failed,
        FsError.NotFound or FsError.Exists or FsError.NotDirectory or FsError.NotEmpty or FsError.InvalidArgument => NlmStatus.Failed,
        FsError.UnsupportedKind or FsError.InvalidName or FsError.NameTooLong or FsError.CrossShare or FsError.TooManyLinks => NlmStatus.Failed,
        FsError.BadCookie or FsError.NotSynchronized or FsError.Corrupt or FsError.InputOutput => NlmStatus.Failed,
        FsError.NoSpace or FsError.QuotaExceeded => NlmStatus.DeniedNoLocks,
    };

    /// <summary>The status of <paramref name="outcome"/>.</summary>
    public static NlmStatus From(RecordLockOutcome outcome) => outcome switch
    {
        RecordLockOutcome.Granted => NlmStatus.Granted,
        RecordLockOutcome.Conflict => NlmStatus.Denied,
        RecordLockOutcome.Waiting => NlmStatus.Blocked,
        RecordLockOutcome.Deadlock => NlmStatus.Deadlock,
        RecordLockOutcome.Full => NlmStatus.DeniedNoLocks,
    };
}
