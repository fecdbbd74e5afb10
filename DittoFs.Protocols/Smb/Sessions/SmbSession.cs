using System.Collections.Concurrent;
using DittoFs.Protocols.Authentication;
using DittoFs.Protocols.Authentication.Spnego;
using DittoFs.Protocols.Smb.Security;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>A signed-in client on one connection (MS-SMB2 3.3.1.8).</summary>
internal sealed class SmbSession(ulong id) : IDisposable
{
    private readonly ConcurrentDictionary<uint, SmbTree> trees = [];
    private readonly ConcurrentDictionary<ulong, SmbOpen> opens = [];
    private uint lastTree;

    /// <summary>Its number.</summary>
    public ulong Id { get; } = id;

    /// <summary>The sign-in that is under way; null when none is.</summary>
    public SpnegoServer? SignIn { get; set; }

    /// <summary>The hash of what was said while signing in.</summary>
    public PreauthHash Preauth { get; set; } = PreauthHash.Empty;

    /// <summary>Who it is; null until the sign-in has succeeded.</summary>
    public NtlmAccount? Account { get; set; }

    /// <summary>The keys; null until the sign-in has succeeded.</summary>
    public SessionKeys? Keys { get; set; }

    /// <summary>True if every request must be encrypted.</summary>
    public bool MustEncrypt { get; set; }

    /// <summary>What is open.</summary>
    public IEnumerable<SmbOpen> Opens => opens.Values;

    /// <summary>Connects to a share; <paramref name="make"/> gets the tree's number.</summary>
    public SmbTree AddTree(Func<uint, SmbTree> make)
    {
        var tree = make(Interlocked.Increment(ref lastTree));
        trees[tree.Id] = tree;
        return tree;
    }

    /// <summary>The tree of that number.</summary>
    public SmbTree? FindTree(uint tree) => trees.GetValueOrDefault(tree);

    /// <summary>Forgets a tree; its opens are the caller's to close.</summary>
    public SmbTree? RemoveTree(uint tree) => trees.TryRemove(tree, out var removed) ? removed : null;

    /// <summary>Notes an open.</summary>
    public void Add(SmbOpen open) => opens[open.Id.Volatile] = open;

    /// <summary>The open of that id.</summary>
    public SmbOpen? FindOpen(SmbFileId file) => opens.TryGetValue(file.Volatile, out var open) && open.Id == file ? open : null;

    /// <summary>Forgets an open; null if somebody else did.</summary>
    public SmbOpen? RemoveOpen(SmbFileId file) => FindOpen(file) is not null && opens.TryRemove(file.Volatile, out var open) ? open : null;

    /// <inheritdoc/>
    public void Dispose() => Keys?.Dispose();
}
