namespace DittoFs.Protocols.Nlm;

/// <summary>How a call of the lock manager ended (X/Open XNFS chapter 14, <c>nlm4_stats</c>). Versions below 4 have those up to <see cref="Deadlock"/>.</summary>
internal enum NlmStatus : uint
{
    /// <summary>Done.</summary>
    Granted = 0,

    /// <summary>Somebody else's lock is in the way.</summary>
    Denied = 1,

    /// <summary>No room for another lock.</summary>
    DeniedNoLocks = 2,

    /// <summary>It is waited for: a GRANTED call follows.</summary>
    Blocked = 3,

    /// <summary>The server restarted and only gives back what was held before, or it did not and nothing can be taken back.</summary>
    DeniedGracePeriod = 4,

    /// <summary>To wait would be to wait for oneself.</summary>
    Deadlock = 5,

    /// <summary>The share is read-only.</summary>
    ReadOnly = 6,

    /// <summary>The handle is none, or its file is gone.</summary>
    StaleHandle = 7,

    /// <summary>The range passes the largest offset.</summary>
    TooBig = 8,

    /// <summary>It could not be done.</summary>
    Failed = 9,
}
