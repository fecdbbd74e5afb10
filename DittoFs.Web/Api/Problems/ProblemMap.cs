using DittoFs.Web.ControlPlane;

namespace DittoFs.Web.Api.Problems;

/// <summary>How failures look on the wire: a status, and a code that stays the same for ever.</summary>
internal static class ProblemMap
{
    /// <summary>A value of the request is not acceptable.</summary>
    public const string ValidationCode = "validation";

    /// <summary>The status and code of <paramref name="error"/>.</summary>
    public static (int Status, string Code) From(ControlPlaneError error) => error switch
    {
        ControlPlaneError.FieldInvalid => (StatusCodes.Status400BadRequest, ValidationCode),
        ControlPlaneError.UserUnknown => (StatusCodes.Status404NotFound, "user_unknown"),
        ControlPlaneError.UserExists => (StatusCodes.Status409Conflict, "user_exists"),
        ControlPlaneError.UidTaken => (StatusCodes.Status409Conflict, "uid_taken"),
        ControlPlaneError.LastAdministrator => (StatusCodes.Status409Conflict, "last_administrator"),
        ControlPlaneError.GroupUnknown => (StatusCodes.Status404NotFound, "group_unknown"),
        ControlPlaneError.GroupExists => (StatusCodes.Status409Conflict, "group_exists"),
        ControlPlaneError.GidTaken => (StatusCodes.Status409Conflict, "gid_taken"),
        ControlPlaneError.ShareUnknown => (StatusCodes.Status404NotFound, "share_unknown"),
        ControlPlaneError.ShareExists => (StatusCodes.Status409Conflict, "share_exists"),
        ControlPlaneError.SessionUnknown => (StatusCodes.Status404NotFound, "session_unknown"),
        ControlPlaneError.DeletedShareUnknown => (StatusCodes.Status404NotFound, "deleted_share_unknown"),
        ControlPlaneError.DeletedShareGone => (StatusCodes.Status409Conflict, "deleted_share_gone"),
        ControlPlaneError.PermissionUnknown => (StatusCodes.Status404NotFound, "permission_unknown"),
        ControlPlaneError.OwnerQuotaUnknown => (StatusCodes.Status404NotFound, "owner_quota_unknown"),
        ControlPlaneError.ClientRuleUnknown => (StatusCodes.Status404NotFound, "client_rule_unknown"),
        ControlPlaneError.ClientRuleExists => (StatusCodes.Status409Conflict, "client_rule_exists"),
        ControlPlaneError.ApiKeyUnknown => (StatusCodes.Status404NotFound, "api_key_unknown"),
        ControlPlaneError.ApiKeyExists => (StatusCodes.Status409Conflict, "api_key_exists"),
        ControlPlaneError.StoreUnknown => (StatusCodes.Status404NotFound, "store_unknown"),
        ControlPlaneError.StoreExists => (StatusCodes.Status409Conflict, "store_exists"),
        ControlPlaneError.StoreInUse => (StatusCodes.Status409Conflict, "store_in_use"),
        ControlPlaneError.ShareNotRunning => (StatusCodes.Status409Conflict, "share_not_running"),
        ControlPlaneError.StoreUnavailable => (StatusCodes.Status503ServiceUnavailable, "store_unavailable"),
        ControlPlaneError.CollectionUnknown => (StatusCodes.Status404NotFound, "collection_unknown"),
        ControlPlaneError.CollectionRunning => (StatusCodes.Status409Conflict, "collection_running"),
        ControlPlaneError.LockUnknown => (StatusCodes.Status404NotFound, "lock_unknown"),
        ControlPlaneError.OpenFileUnknown => (StatusCodes.Status404NotFound, "open_file_unknown"),
        ControlPlaneError.BackupUnknown => (StatusCodes.Status404NotFound, "backup_unknown"),
        ControlPlaneError.JobUnknown => (StatusCodes.Status404NotFound, "job_unknown"),
        ControlPlaneError.AdapterUnknown => (StatusCodes.Status404NotFound, "adapter_unknown"),
        ControlPlaneError.SettingUnknown => (StatusCodes.Status404NotFound, "setting_unknown"),
        ControlPlaneError.SettingFixed => (StatusCodes.Status409Conflict, "setting_fixed"),
        ControlPlaneError.ShareInUse => (StatusCodes.Status409Conflict, "share_in_use"),
        ControlPlaneError.ShareNotInStores => (StatusCodes.Status404NotFound, "share_not_in_stores"),
        ControlPlaneError.ShareNotDumpable => (StatusCodes.Status409Conflict, "share_not_dumpable"),
        ControlPlaneError.DurabilityNeedsRemoteMetadata => (StatusCodes.Status422UnprocessableEntity, "durability_needs_remote_metadata"),
        ControlPlaneError.ChangedMeanwhile => (StatusCodes.Status409Conflict, "changed_meanwhile"),
        ControlPlaneError.VersionOutdated => (StatusCodes.Status412PreconditionFailed, "version_outdated"),
        ControlPlaneError.SignInFailed => (StatusCodes.Status401Unauthorized, "sign_in_failed"),
        ControlPlaneError.SignInThrottled => (StatusCodes.Status429TooManyRequests, "sign_in_throttled"),
        ControlPlaneError.RefreshTokenInvalid => (StatusCodes.Status401Unauthorized, "refresh_token_invalid"),
        ControlPlaneError.PasswordWrong => (StatusCodes.Status403Forbidden, "password_wrong"),
        ControlPlaneError.MasterKeyExternal => (StatusCodes.Status409Conflict, "master_key_external"),
        ControlPlaneError.SetupDone => (StatusCodes.Status409Conflict, "setup_done"),
        ControlPlaneError.SetupTokenInvalid => (StatusCodes.Status403Forbidden, "setup_token_invalid"),
    };

    /// <summary>The code of an answer that the framework made without one.</summary>
    public static string CodeOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "request_malformed",
        StatusCodes.Status401Unauthorized => "unauthenticated",
        StatusCodes.Status403Forbidden => "forbidden",
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status405MethodNotAllowed => "method_not_allowed",
        StatusCodes.Status415UnsupportedMediaType => "media_type_unsupported",
        >= 500 => "server_fault",
        _ => "request_refused",
    };
}
