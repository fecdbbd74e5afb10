namespace DittoFs.Web.ControlPlane;

/// <summary>Why the control plane did not do what it was asked. Every edge has its own words for each of these.</summary>
internal enum ControlPlaneError
{
    /// <summary>A value is not acceptable; the failure names its field.</summary>
    FieldInvalid,

    /// <summary>There is no such account.</summary>
    UserUnknown,

    /// <summary>Another account has the name.</summary>
    UserExists,

    /// <summary>Another account has the uid.</summary>
    UidTaken,

    /// <summary>The last enabled administrator can't be deleted, disabled or demoted.</summary>
    LastAdministrator,

    /// <summary>There is no such group.</summary>
    GroupUnknown,

    /// <summary>Another group has the name.</summary>
    GroupExists,

    /// <summary>Another group has the gid.</summary>
    GidTaken,

    /// <summary>There is no such share.</summary>
    ShareUnknown,

    /// <summary>Another share has the name.</summary>
    ShareExists,

    /// <summary>There is no session of that number.</summary>
    SessionUnknown,

    /// <summary>There is no deleted share of this id.</summary>
    DeletedShareUnknown,

    /// <summary>What the deleted share held is being removed, or gone.</summary>
    DeletedShareGone,

    /// <summary>What a share's answers are to promise can't be kept with a metadata store that is lost with this server.</summary>
    DurabilityNeedsRemoteMetadata,

    /// <summary>Another server has the share, or this one runs it.</summary>
    ShareInUse,

    /// <summary>The stores have no such share, or not what it takes to bring it back.</summary>
    ShareNotInStores,

    /// <summary>A share's metadata can't be dumped beside its blocks, or need not be.</summary>
    ShareNotDumpable,

    /// <summary>No such permission was given.</summary>
    PermissionUnknown,

    /// <summary>The owner has no limit of his own.</summary>
    OwnerQuotaUnknown,

    /// <summary>There is no such client rule.</summary>
    ClientRuleUnknown,

    /// <summary>The share has a rule for this network already.</summary>
    ClientRuleExists,

    /// <summary>There is no such API key, or it is somebody else's.</summary>
    ApiKeyUnknown,

    /// <summary>Another key of the account has the name.</summary>
    ApiKeyExists,

    /// <summary>There is no such store.</summary>
    StoreUnknown,

    /// <summary>Another store of the same use has the name.</summary>
    StoreExists,

    /// <summary>Shares use the store.</summary>
    StoreInUse,

    /// <summary>What was asked for needs a share that runs.</summary>
    ShareNotRunning,

    /// <summary>A store did not take what it was given.</summary>
    StoreUnavailable,

    /// <summary>The store was not collected since the server's start.</summary>
    CollectionUnknown,

    /// <summary>The store is being collected.</summary>
    CollectionRunning,

    /// <summary>There is no such lock.</summary>
    LockUnknown,

    /// <summary>There is no such open file.</summary>
    OpenFileUnknown,

    /// <summary>There is no such job.</summary>
    JobUnknown,

    /// <summary>There is no such backup on the server.</summary>
    BackupUnknown,

    /// <summary>There is no such protocol server.</summary>
    AdapterUnknown,

    /// <summary>There is no such setting.</summary>
    SettingUnknown,

    /// <summary>The value is fixed outside of the control plane.</summary>
    SettingFixed,

    /// <summary>Somebody else changed it since the version that was sent.</summary>
    ChangedMeanwhile,

    /// <summary>The same, and the version was a condition of the request itself.</summary>
    VersionOutdated,

    /// <summary>Name or password is wrong, or the account is disabled: which of these is not told.</summary>
    SignInFailed,

    /// <summary>Too many failed sign-ins; the failure says how long to wait.</summary>
    SignInThrottled,

    /// <summary>The refresh token is unknown, used, expired or ended.</summary>
    RefreshTokenInvalid,

    /// <summary>The present password is wrong.</summary>
    PasswordWrong,

    /// <summary>The master key comes from outside, so it can't be replaced here.</summary>
    MasterKeyExternal,

    /// <summary>There is an administrator already.</summary>
    SetupDone,

    /// <summary>The set-up token is wrong, used or expired.</summary>
    SetupTokenInvalid,
}
