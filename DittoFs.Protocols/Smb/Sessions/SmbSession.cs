using System.Collections.Concurrent;
using System.Net;
using DittoFs.Protocols.Authentication;
using DittoFs.Protocols.Authentication.Ntlm;
using DittoFs.Protocols.Authentication.Spnego;
using DittoFs.Protocols.Smb.Security;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>
/// A signed-in client on one connection (MS-SMB2 3.3.1.8). It belongs to the connection and to every frame under way that needs its keys; the last of them to
/// release it disposes the keys, because the reply to LOGOFF is still signed with them.
/// </summary>
internal sealed class SmbSession(ulong id)
{
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<uint, SmbTree> trees = [];
    private readonly ConcurrentDictionary<ulong, SmbOpen> opens = [];
    private uint lastTree;
    private int users = 1;
    private bool hasEnded;

    /// <summary>Its number.</summary>
    public ulong Id { get; } = id;

    /// <summary>The sign-in that is under way; null when none is.</summary>
    public SpnegoServer? SignIn { get; set; }

    /// <summary>The hash of what was said while signing in.</summary>
    public PreauthHash Preauth { get; set; } = PreauthHash.Empty;

    /// <summary>Who it is; null until the sign-in has succeeded.</summary>
    public NtlmAccount? Account { get; set; }

    /// <summary>How it came in without a password, if it did: it signs nothing, encrypts nothing and has no pipes.</summary>
    public NtlmGuest Guest { get; set; }

    /// <summary>The clock's time stamp of the last sign-in.</summary>
    public long SignedInAt { get; set; }

    /// <summary>The keys; null until the sign-in has succeeded, and for guests.</summary>
    public SessionKeys? Keys { get; set; }

    /// <summary>True if every request must be encrypted.</summary>
    public bool MustEncrypt { get; set; }

    /// <summary>True once nothing more can be opened in it.</summary>
    public bool HasEnded
    {
        get
        {
            lock (gate)
            {
                return hasEnded;
            }
        }
    }

    /// <summary>The shares that it is connected to.</summary>
    public IEnumerable<SmbTree> Trees => trees.Values;

    /// <summary>What is open.</summary>
    public IEnumerable<SmbOpen> Opens => opens.Values;

    /// <summary>Keeps the keys alive until <see cref="Release"/>; false if everybody has released them already.</summary>
    public bool TryUse()
    {
        lock (gate)
        {
            users += users > 0 ? 1 : 0;
            return users > 0;
        }
    }

    /// <summary>Gives up one use; the last one disposes the keys.</summary>
    public void Release()
    {
        lock (gate)
        {
            if (--users > 0)
            {
                return;
            }
        }

        Keys?.Dispose();
    }

    /// <summary>Takes over what the account is now: whoever acts in a tree has its present groups from the next call on.</summary>
    public void Refresh(NtlmAccount present)
    {
        foreach (var tree in trees.Values)
        {
            tree.Context = ContextOf(present, tree.Context.ClientAddress);
        }

        Account = present;
    }

    /// <summary>Who acts when <paramref name="account"/> calls from <paramref name="client"/>.</summary>
    public static CallContext ContextOf(NtlmAccount account, IPAddress client) =>
        new(new Caller(account.Uid, account.Gid, account.Groups), client, FileProtocol.Smb);

    /// <summary>Lets nothing more be opened; what is open is the caller's to close.</summary>
    public void End()
    {
        lock (gate)
        {
            hasEnded = true;
        }
    }

    /// <summary>Connects to a share; <paramref name="make"/> gets the tree's number.</summary>
    public SmbTree AddTree(Func<uint, SmbTree> make)
    {
        var tree = make(Interlocked.Increment(ref lastTree));
        trees[tree.Id] = tree;
        return tree;
    }

    /// <summary>The tree of that number.</summary>
    public SmbTree? FindTree(uint tree) => trees.GetValueOrDefault(tree);

    /// <summary>Forgets a tree, in which nothing more can be opened; its opens are the caller's to close.</summary>
    public SmbTree? RemoveTree(uint tree)
    {
        lock (gate)
        {
            return trees.TryRemove(tree, out var removed) ? removed : null;
        }
    }

    /// <summary>Notes an open; false if the session has ended or its tree was left, so that nobody would close it.</summary>
    public bool TryAdd(SmbOpen open)
    {
        lock (gate)
        {
            return !hasEnded && trees.ContainsKey(open.Tree.Id) && opens.TryAdd(open.Id.Volatile, open);
        }
    }

    /// <summary>The open of that id.</summary>
    public SmbOpen? FindOpen(SmbFileId file) => opens.TryGetValue(file.Volatile, out var open) && open.Id == file ? open : null;

    /// <summary>Forgets an open; null if somebody else did.</summary>
    public SmbOpen? RemoveOpen(SmbFileId file) => FindOpen(file) is not null && opens.TryRemove(file.Volatile, out var open) ? open : null;
}
