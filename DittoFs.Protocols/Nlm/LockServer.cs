using System.Buffers.Binary;
using System.Net;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Nlm.V4.Types;
using DittoFs.Protocols.Nsm;
using DittoFs.Protocols.Rpc;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using Microsoft.Extensions.Logging;

namespace DittoFs.Protocols.Nlm;

/// <summary>A lock that is asked for.</summary>
/// <param name="Asked">The range and its owner; its memory is the record's.</param>
/// <param name="IsExclusive">Which kind.</param>
/// <param name="Blocks">True to wait for what is in the way.</param>
/// <param name="IsReclaim">True to take back what was held before a restart of the server.</param>
/// <param name="State">The number of the client's life.</param>
internal readonly record struct LockWish(NlmLock Asked, bool IsExclusive, bool Blocks, bool IsReclaim, int State);

/// <summary>What TEST found.</summary>
/// <param name="Status">The status.</param>
/// <param name="Holder">A lock that is in the way, if that is DENIED.</param>
internal readonly record struct TestOutcome(NlmStatus Status, ByteRangeLock? Holder = null);

/// <summary>Translates what lock managers of clients want into record locks of the storage, which decides who may have them.</summary>
internal sealed class LockServer(
    IShareCatalog shares, MonitoredClients monitored, GracePeriod grace, BlockedLocks blocked, FileShares fileShares, ILogger<LockServer> log)
    : ILockedClients
{
    /// <summary>Whether a lock could be had.</summary>
    public async ValueTask<TestOutcome> TestAsync(RpcCall call, NlmLock asked, bool isExclusive, CancellationToken cancellationToken)
    {
        if (grace.IsActive)
        {
            return new TestOutcome(NlmStatus.DeniedGracePeriod);
        }

        if (asked.IsTooBig)
        {
            return new TestOutcome(NlmStatus.TooBig);
        }

        var file = shares.Resolve(asked.Handle.Span);
        if (!file.IsSuccess)
        {
            return new TestOutcome(NlmStatusMap.From(file.Error));
        }

        var found = await file.Value.FileSystem.TestRecordAsync(
            call.Context, file.Value.Node, MakeOwner(call, asked, 0), asked.ToRange(isExclusive), cancellationToken).ConfigureAwait(false);
        return !found.IsSuccess ? new TestOutcome(NlmStatusMap.From(found.Error))
            : found.Value is { } holder ? new TestOutcome(NlmStatus.Denied, holder)
            : new TestOutcome(NlmStatus.Granted);
    }

    /// <summary>Takes a lock, or begins to wait for it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="wish">The lock.</param>
    /// <param name="path">How the client is called back.</param>
    /// <param name="isMonitored">False for a client that frees its locks itself after its restart, and asks for no notice of the server's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<NlmStatus> LockAsync(RpcCall call, LockWish wish, NlmPath path, bool isMonitored, CancellationToken cancellationToken)
    {
        if (grace.IsActive != wish.IsReclaim)
        {
            return NlmStatus.DeniedGracePeriod;
        }

        if (wish.Asked.IsTooBig)
        {
            return NlmStatus.TooBig;
        }

        var file = shares.Resolve(wish.Asked.Handle.Span);
        if (!file.IsSuccess)
        {
            // A share that is not running yet would give the lock back later.
            return wish.IsReclaim && file.Error == FsError.BadHandle ? NlmStatus.DeniedGracePeriod : NlmStatusMap.From(file.Error);
        }

        var key = MakeKey(file.Value, MakeOwner(call, wish.Asked, wish.State), wish.Asked.ToRange(wish.IsExclusive));
        var status = wish.Blocks
            ? await LockOrWaitAsync(call, file.Value, key, wish, path, cancellationToken).ConfigureAwait(false)
            : await TryLockAsync(call, file.Value, key, cancellationToken).ConfigureAwait(false);
        if (status == NlmStatus.Granted)
        {
            blocked.ConfirmTouched(key);
        }

        var isKept = status is not (NlmStatus.Granted or NlmStatus.Blocked) || !isMonitored
            || await monitored.AddAsync(call.Peer.Address, wish.Asked.CallerName, call.Peer.LocalAddress).ConfigureAwait(false);
        return isKept ? status : GiveUp(file.Value, key);
    }

    /// <summary>Gives up a lock that is waited for. Succeeds when there is none: its grant may have been under way.</summary>
    public NlmStatus Cancel(RpcCall call, NlmLock asked, bool isExclusive)
    {
        if (asked.IsTooBig)
        {
            return NlmStatus.TooBig;
        }

        var file = shares.Resolve(asked.Handle.Span);
        if (file.IsSuccess)
        {
            EndWait(MakeKey(file.Value, MakeOwner(call, asked, 0), asked.ToRange(isExclusive)));
        }

        return NlmStatusMap.From(file.Error);
    }

    /// <summary>Gives a range back, or what its owner holds of it. Needs no grace to be over: what is given back was held.</summary>
    public NlmStatus Unlock(RpcCall call, NlmLock asked)
    {
        if (asked.IsTooBig)
        {
            return NlmStatus.TooBig;
        }

        var file = shares.Resolve(asked.Handle.Span);
        if (!file.IsSuccess)
        {
            return NlmStatusMap.From(file.Error);
        }

        var owner = MakeOwner(call, asked, 0);
        foreach (var isExclusive in (bool[])[true, false])
        {
            EndWait(MakeKey(file.Value, owner, asked.ToRange(isExclusive)));
        }

        var range = asked.ToRange(isExclusive: true);
        blocked.ConfirmTouched(MakeKey(file.Value, owner, range));
        file.Value.FileSystem.UnlockRecord(file.Value.Node, owner, range.Offset, range.Length);
        return NlmStatus.Granted;
    }

    /// <summary>What a client says of a GRANTED call.</summary>
    public void Confirm(RpcCall call, ReadOnlySpan<byte> cookie, NlmStatus status)
    {
        if (BinaryPrimitives.TryReadUInt64BigEndian(cookie, out var number))
        {
            blocked.Confirm(number, call.Peer.Address, status);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReleaseAsync(IPAddress client, string name)
    {
        var count = await ReleaseAsync(client, name, static _ => true).ConfigureAwait(false);
        NlmLog.FreedAll(log, client, name, count);
        return count;
    }

    /// <summary>Frees what a client had in an earlier life; what it took in the present one stays.</summary>
    /// <param name="client">Where it is.</param>
    /// <param name="name">What it calls itself.</param>
    /// <param name="state">The number of its present life.</param>
    public async ValueTask FreeEarlierAsync(IPAddress client, string name, int state)
    {
        var count = await ReleaseAsync(client, name, owner => owner.ClientState != state).ConfigureAwait(false);
        if (count > 0)
        {
            NsmLog.ClientRestarted(log, client, name, count);
        }
    }

    /// <summary>The clients that hold something, or wait for it, by address and name.</summary>
    public HashSet<(IPAddress Address, string Name)> FindHolders() =>
    [
        .. from share in shares.Shares
           from held in share.ListLocks(int.MaxValue)
           let owner = held.Lock.Owner as RecordLockOwner
           where owner is not null
           select (owner.ClientAddress, owner.ClientName),
        .. fileShares.Holders,
    ];

    private static RecordLockOwner MakeOwner(RpcCall call, NlmLock asked, int state) =>
        new(call.Peer.Address, asked.CallerName, asked.Process, Convert.ToHexString(asked.OwnerHandle.Span)) { ClientState = state };

    private static BlockedLockKey MakeKey(ResolvedHandle file, RecordLockOwner owner, RangeRequest range) =>
        new(new BlockedLockHolder(file.FileSystem.ShareId, file.Node, owner), range);

    private static async ValueTask<NlmStatus> TryLockAsync(RpcCall call, ResolvedHandle file, BlockedLockKey key, CancellationToken cancellationToken)
    {
        var locked = await file.FileSystem.LockRecordAsync(call.Context, file.Node, key.Holder.Owner, key.Range, waits: false, cancellationToken).ConfigureAwait(false);
        return locked.IsSuccess ? NlmStatusMap.From(locked.Value.Outcome) : NlmStatusMap.From(locked.Error);
    }

    private async ValueTask<NlmStatus> LockOrWaitAsync(
        RpcCall call, ResolvedHandle file, BlockedLockKey key, LockWish wish, NlmPath path, CancellationToken cancellationToken)
    {
        if (blocked.Find(key) is { } pending && !(pending.IsGranted && blocked.Remove(pending)))
        {
            return NlmStatus.Blocked;
        }

        var asked = wish.Asked with { Handle = wish.Asked.Handle.ToArray(), OwnerHandle = wish.Asked.OwnerHandle.ToArray() };
        var waiting = new BlockedLock(file.FileSystem, key, asked, path);
        if (!blocked.TryAdd(waiting))
        {
            return NlmStatus.DeniedNoLocks;
        }

        var isFollowed = false;
        try
        {
            var locked = await file.FileSystem.LockRecordAsync(call.Context, file.Node, key.Holder.Owner, key.Range, waits: true, cancellationToken).ConfigureAwait(false);
            if (locked is { IsSuccess: true, Value.Wait: { } wait })
            {
                isFollowed = true;
                blocked.Follow(waiting, wait);
            }

            return locked.IsSuccess ? NlmStatusMap.From(locked.Value.Outcome) : NlmStatusMap.From(locked.Error);
        }
        finally
        {
            if (!isFollowed)
            {
                blocked.Remove(waiting);
            }
        }
    }

    /// <summary>A lock that can't be noted for the case of a restart is not given.</summary>
    private NlmStatus GiveUp(ResolvedHandle file, BlockedLockKey key)
    {
        EndWait(key);
        file.FileSystem.UnlockRecord(file.Node, key.Holder.Owner, key.Range.Offset, key.Range.Length);
        return NlmStatus.DeniedNoLocks;
    }

    private void EndWait(in BlockedLockKey key)
    {
        if (blocked.Find(key) is { } waiting && blocked.Remove(waiting))
        {
            waiting.Abandon();
        }
    }

    private async ValueTask<int> ReleaseAsync(IPAddress client, string name, Func<RecordLockOwner, bool> isReleased)
    {
        bool IsReleased(RecordLockOwner owner) => owner.ClientAddress.Equals(client) && ClientNames.AreSame(owner.ClientName, name) && isReleased(owner);

        blocked.Abandon(IsReleased);
        var count = shares.Shares.Sum(share => share.ReleaseRecords(IsReleased));
        return count + await fileShares.ReleaseAsync(IsReleased).ConfigureAwait(false);
    }
}
