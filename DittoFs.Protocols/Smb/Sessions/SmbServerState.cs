using DittoFs.Protocols.Authentication;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>What all connections of one start of the server have in common.</summary>
internal sealed class SmbServerState(
    SmbOptions options, SmbIdentity identity, IShareCatalog shares, INtlmAccounts accounts, IAccountNames names, SmbTreeTable trees, SmbMetrics metrics, TimeProvider clock)
{
    private long lastOpen;
    private long lastSession;

    /// <summary>The settings of this start.</summary>
    public SmbOptions Options { get; } = options;

    /// <summary>The lasting identity of the server.</summary>
    public Guid ServerId { get; } = identity.ServerGuid;

    /// <summary>The shares.</summary>
    public IShareCatalog Shares { get; } = shares;

    /// <summary>Who may sign in.</summary>
    public INtlmAccounts Accounts { get; } = accounts;

    /// <summary>What accounts and groups are called.</summary>
    public IAccountNames Names { get; } = names;

    /// <summary>Which clients are connected to which shares.</summary>
    public SmbTreeTable Trees { get; } = trees;

    /// <summary>What is measured.</summary>
    public SmbMetrics Metrics { get; } = metrics;

    /// <summary>The time.</summary>
    public TimeProvider Clock { get; } = clock;

    /// <summary>The largest read, write and query.</summary>
    public int TransferBytesMax => (int)Options.TransferBytesMax.Bytes;

    /// <summary>What a new open is called by.</summary>
    public SmbFileId NextFileId()
    {
        var number = (ulong)Interlocked.Increment(ref lastOpen);
        return new SmbFileId(number, number);
    }

    /// <summary>A number for a new session.</summary>
    public ulong NextSession() => (ulong)Interlocked.Increment(ref lastSession);
}
