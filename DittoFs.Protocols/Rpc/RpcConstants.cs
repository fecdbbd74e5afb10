namespace DittoFs.Protocols.Rpc;

/// <summary>What kind of message a record holds (RFC 5531 §9).</summary>
internal enum RpcMessageType : uint
{
    /// <summary>A call.</summary>
    Call = 0,

    /// <summary>A reply.</summary>
    Reply = 1,
}

/// <summary>How an accepted call ended (RFC 5531 §9, <c>accept_stat</c>).</summary>
internal enum RpcAcceptStatus : uint
{
    /// <summary>The procedure ran; its own result follows.</summary>
    Success = 0,

    /// <summary>No such program here.</summary>
    ProgramUnavailable = 1,

    /// <summary>Not this version; the range that is served follows.</summary>
    ProgramMismatch = 2,

    /// <summary>The program has no such procedure.</summary>
    ProcedureUnavailable = 3,

    /// <summary>The arguments could not be decoded.</summary>
    GarbageArguments = 4,

    /// <summary>The server failed.</summary>
    SystemError = 5,
}

/// <summary>Why a call was not accepted (RFC 5531 §9, <c>auth_stat</c>).</summary>
internal enum RpcAuthStatus : uint
{
    /// <summary>The credential is malformed.</summary>
    BadCredential = 1,

    /// <summary>The flavor is not served; the client may begin again with another.</summary>
    RejectedCredential = 2,
}

/// <summary>Ways to say who calls (RFC 5531 §8.2).</summary>
internal enum RpcAuthFlavor : uint
{
    /// <summary>Nobody is named.</summary>
    None = 0,

    /// <summary>A uid, a gid and groups, unproved.</summary>
    Sys = 1,
}
