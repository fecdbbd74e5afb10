namespace DittoFs.Web.ControlPlane;

/// <summary>Events of the control plane: 3000 to 3199.</summary>
internal static partial class ControlPlaneLog
{
    [LoggerMessage(3000, LogLevel.Information, "{Actor}: {Action} {Subject}")]
    public static partial void Changed(this ILogger log, string actor, string action, string subject);

    [LoggerMessage(3001, LogLevel.Error, "The share {Share} is not as wanted: {Reason} It is tried again in {Delay}")]
    public static partial void ShareFailed(this ILogger log, string share, string reason, TimeSpan delay);

    [LoggerMessage(3002, LogLevel.Information, "The share {Share} runs")]
    public static partial void ShareRuns(this ILogger log, string share);

    [LoggerMessage(3003, LogLevel.Information, "The share {Share} is stopped; its files stay")]
    public static partial void ShareStopped(this ILogger log, string share);

    [LoggerMessage(3009, LogLevel.Error, "The share {Share} is stopped, but its stores did not take the last changes ({Error}); the log keeps them")]
    public static partial void ShareStoppedDirty(this ILogger log, string share, DittoFs.Storage.Primitives.FsError error);

    [LoggerMessage(3010, LogLevel.Warning, "ROOT IS TRUSTED on /{Share}: any client that may connect can claim uid 0 and own every file. For tests and trusted labs only")]
    public static partial void RootTrusted(this ILogger log, string share);

    [LoggerMessage(3004, LogLevel.Error, "The wanted state can't be read; what runs goes on: {Reason}")]
    public static partial void WantedStateUnreadable(this ILogger log, string reason);

    [LoggerMessage(3011, LogLevel.Information, "Store {Store} was collected: {Blocks} blocks, {Dead} dead, {Deleted} deleted. {Reason}")]
    public static partial void Collected(this ILogger log, string store, long blocks, long dead, long deleted, string reason);

    [LoggerMessage(3012, LogLevel.Error, "The collection of store {Store} ended in a fault; it is tried again at its next turn")]
    public static partial void CollectionFaulted(this ILogger log, string store, Exception exception);

    [LoggerMessage(3013, LogLevel.Warning, "What the deleted share {Share} holds could not be removed: {Reason}")]
    public static partial void PurgeFailed(this ILogger log, string share, string reason);

    [LoggerMessage(3005, LogLevel.Information, "The administrator {Name} with uid {Uid} was made")]
    public static partial void AdministratorMade(this ILogger log, string name, uint uid);

    [LoggerMessage(3006, LogLevel.Warning, "The refresh token of {Name} was used a second time: somebody may have copied it. Its sign-in is ended")]
    public static partial void RefreshTokenReused(this ILogger log, string name);

    [LoggerMessage(3014, LogLevel.Warning, "The queue of sign-ins is full, so the audit log lacks one over SMB: {Name} from {Address}, succeeded: {Succeeded}")]
    public static partial void SmbSignInNotAudited(this ILogger log, string name, string address, bool succeeded);

    [LoggerMessage(3015, LogLevel.Error, "An entry {Action} of the audit log could not be written: {Reason}")]
    public static partial void AuditFailed(this ILogger log, string action, string reason);

    [LoggerMessage(3016, LogLevel.Error, "The head of the audit log could not be written to {Path}: {Reason} Until it is, a cut end of the log is not found")]
    public static partial void AuditHeadNotWritten(this ILogger log, string path, string reason);

    [LoggerMessage(3017, LogLevel.Error, "THE AUDIT LOG'S END IS MISSING in the database: entries {First} to {Last}. 'dittofsctl audit verify' keeps telling so")]
    public static partial void AuditEndMissing(this ILogger log, long first, long last);

    [LoggerMessage(3018, LogLevel.Warning, "When API keys were used last could not be written down: {Reason}")]
    public static partial void ApiKeyUseNotSaved(this ILogger log, string reason);

    [LoggerMessage(3019, LogLevel.Error, "{Count} secrets can't be read with this master key: bring the right key back, or let SMB users set their passwords and give stores their secrets again")]
    public static partial void SecretsUnreadable(this ILogger log, int count);

    [LoggerMessage(3007, LogLevel.Information, "Sign-in of {Name} from {Address} failed")]
    public static partial void SignInFailed(this ILogger log, string name, string? address);

    [LoggerMessage(3008, LogLevel.Warning, "{Path} with the first password could not be removed: {Reason}")]
    public static partial void InitialPasswordStays(this ILogger log, string path, string reason);
}
