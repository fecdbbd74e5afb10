namespace DittoFs.Storage.Files;

/// <summary>The rules that an operation passes in this order, and any of which can refuse it.</summary>
public enum AccessRule : byte
{
    /// <summary>None: nothing refuses.</summary>
    None,

    /// <summary>The protocol's server is off.</summary>
    ProtocolOff,

    /// <summary>The share is off or does not run.</summary>
    ShareOff,

    /// <summary>The account may not use the protocol, or must choose a password first.</summary>
    AccountProtocol,

    /// <summary>The share's encryption over SMB: the client can't, or wants what the share does not.</summary>
    Encryption,

    /// <summary>No client rule names the client's address.</summary>
    ClientRule,

    /// <summary>The call names nobody, and the share does not let nobody in.</summary>
    Anonymous,

    /// <summary>The uid is that of a disabled account.</summary>
    AccountDisabled,

    /// <summary>The share permission of the user, of his groups, or the share's default.</summary>
    SharePermission,

    /// <summary>The share is read-only.</summary>
    ReadOnlyShare,

    /// <summary>The client rule that names the client's address lets it read only.</summary>
    ReadOnlyClient,

    /// <summary>The mode bits, which would have let the caller do it, had the share not made another of him.</summary>
    Squash,

    /// <summary>The mode bits of the node or of the directory that holds its name.</summary>
    ModeBits,

    /// <summary>The sticky bit of the directory: only the owner removes or renames.</summary>
    Sticky,

    /// <summary>Only the owner may do it.</summary>
    Owner,

    /// <summary>The rights that the node was opened with.</summary>
    OpenRights,

    /// <summary>The file's DOS attribute read-only.</summary>
    DosReadOnly,

    /// <summary>The quota of the share or of the owner.</summary>
    Quota,
}
