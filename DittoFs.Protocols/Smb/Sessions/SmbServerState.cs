using System.Collections.Concurrent;
using System.Security.Cryptography;
using DittoFs.Protocols.Authentication;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>What all connections of one start of the server have in common.</summary>
internal sealed class SmbServerState(
    SmbOptions options, SmbIdentity identity, IShareCatalog shares, INtlmAccounts accounts, IAccountNames names, SmbTreeTable trees, SmbMetrics metrics, TimeProvider clock)
{
    private readonly ConcurrentDictionary<ulong, (SmbConnection Connection, SmbSession Session)> signedIn = [];
    private long lastOpen;

    // A client that comes back names the session that it had. After a restart nobody else's may have that number.
    private long lastSession = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & 0x0FFF_FFFF_FFFF_FFFF;

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

    /// <summary>As whom a client acts that gives this name, or the empty one, and proves nothing; null where it is refused, as all are whose name is an account's.</summary>
    public NtlmAccount? FindGuest(string userName) =>
        Options.GuestAccount.Length == 0 || (userName.Length > 0 && Names.FindUser(userName) is not null) ? null : Accounts.Find(Options.GuestAccount);

    /// <summary>True if the session must sign in again.</summary>
    public bool HasExpired(SmbSession session) =>
        Options.SessionLifetime > TimeSpan.Zero && Clock.GetElapsedTime(session.SignedInAt) >= Options.SessionLifetime;

    /// <summary>Notes a session that has signed in.</summary>
    public void AddSession(SmbConnection connection, SmbSession session)
    {
        signedIn[session.Id] = (connection, session);
        if (session.HasEnded)
        {
            // Whoever ended it may have looked before.
            RemoveSession(session);
        }
    }

    /// <summary>Forgets a session.</summary>
    public void RemoveSession(SmbSession session) => signedIn.TryRemove(session.Id, out _);

    /// <summary>
    /// Ends the session that a client had before its connection broke, with all that it has open (MS-SMB2 3.3.5.5.3): the client is back, and would wait for itself.
    /// A number that is another account's session, or none's, is passed over.
    /// </summary>
    public ValueTask EndPreviousSessionAsync(ulong previous, SmbSession present) =>
        previous != present.Id && signedIn.TryGetValue(previous, out var old) && old.Session.Guest == present.Guest && old.Session.Account?.Uid == present.Account?.Uid
            ? old.Connection.EndSessionAsync(old.Session)
            : ValueTask.CompletedTask;

    /// <summary>A number for a new session.</summary>
    public ulong NextSession() => (ulong)Interlocked.Increment(ref lastSession);
}
