using System.Net;
using DittoFs.Protocols.Nlm.V4.Types;
using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Nlm;

/// <summary>An owner and a file.</summary>
internal readonly record struct BlockedLockHolder(ShareId Share, NodeId Node, RecordLockOwner Owner);

/// <summary>What makes two blocking LOCK calls one.</summary>
internal readonly record struct BlockedLockKey(BlockedLockHolder Holder, RangeRequest Range);

/// <summary>How a client's calls come and how it is called back.</summary>
/// <param name="Client">Where it is.</param>
/// <param name="Version">The version of NLM that it speaks.</param>
/// <param name="ByMessage">True if it uses the procedures that are answered by calls of their own.</param>
internal readonly record struct NlmPath(IPAddress Client, uint Version, bool ByMessage);

/// <summary>A lock that a client waits for, or that it was given and has not confirmed.</summary>
/// <param name="fileSystem">The share.</param>
/// <param name="key">The file, the owner and the range.</param>
/// <param name="asked">The lock as the client wrote it, in memory of its own.</param>
/// <param name="path">How the client is called back.</param>
internal sealed class BlockedLock(IFileSystem fileSystem, BlockedLockKey key, NlmLock asked, NlmPath path)
{
    private volatile RecordLockWait? wait;

    /// <summary>The file, the owner and the range.</summary>
    public BlockedLockKey Key { get; } = key;

    /// <summary>The lock as the client wrote it.</summary>
    public NlmLock Asked { get; } = asked;

    /// <summary>How the client is called back.</summary>
    public NlmPath Path { get; } = path;

    /// <summary>What GRANTED_RES names it by; unique, and set when it is added to those that wait.</summary>
    public ulong Cookie { get; set; }

    /// <summary>How the waiting goes on; null until it has begun.</summary>
    public RecordLockWait? Wait
    {
        get => wait;
        set => wait = value;
    }

    /// <summary>True once the lock is held.</summary>
    public bool IsGranted => wait is { IsGranted: true };

    /// <summary>True if it has a byte in common with <paramref name="range"/>.</summary>
    public bool Overlaps(RangeRequest range) =>
        new ByteRangeLock(Key.Holder.Owner, Key.Range.Offset, Key.Range.Length, Key.Range.IsExclusive).Overlaps(range.Offset, range.Length);

    /// <summary>Gives up what is waited for, and what was got meanwhile.</summary>
    public void Abandon()
    {
        wait?.Cancel();
        if (IsGranted)
        {
            fileSystem.UnlockRecord(Key.Holder.Node, Key.Holder.Owner, Key.Range.Offset, Key.Range.Length);
        }
    }
}
