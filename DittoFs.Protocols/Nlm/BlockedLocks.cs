using System.Collections.Immutable;
using System.Net;
using System.Runtime.InteropServices;
using DittoFs.Storage.Locking;
using Microsoft.Extensions.Logging;

namespace DittoFs.Protocols.Nlm;

/// <summary>
/// The locks that clients wait for. One that becomes free is held for its client at once, which is told by a GRANTED call until it confirms: by its answer, by
/// GRANTED_RES, or by asking again. One that is never confirmed is released.
/// </summary>
internal sealed class BlockedLocks(ClientCallbacks callbacks, TimeProvider clock, ILogger<BlockedLocks> log) : IDisposable
{
    /// <summary>Locks that can be waited for.</summary>
    public const int CountMax = 65_536;

    /// <summary>Pauses behind each GRANTED call that was not confirmed: a Linux client that can't be called asks again every 30 s by itself.</summary>
    private static readonly ImmutableArray<int> PausesSeconds = [1, 1, 2, 5, 10, 15, 30, 30, 30, 60, 60];

    private readonly Lock gate = new();
    private readonly Dictionary<BlockedLockHolder, List<BlockedLock>> byHolder = [];
    private readonly Dictionary<ulong, BlockedLock> byCookie = [];
    private readonly CancellationTokenSource stopping = new();
    private ulong lastCookie;

    /// <summary>The lock of <paramref name="key"/>, if it is waited for or not confirmed.</summary>
    public BlockedLock? Find(in BlockedLockKey key)
    {
        lock (gate)
        {
            var range = key.Range;
            return byHolder.GetValueOrDefault(key.Holder)?.Find(blocked => blocked.Key.Range == range);
        }
    }

    /// <summary>Adds one; false if the same is there already, or there are too many.</summary>
    public bool TryAdd(BlockedLock blocked)
    {
        lock (gate)
        {
            if (byCookie.Count >= CountMax)
            {
                return false;
            }

            ref var ofHolder = ref CollectionsMarshal.GetValueRefOrAddDefault(byHolder, blocked.Key.Holder, out _);
            ofHolder ??= [];
            if (ofHolder.Exists(other => other.Key.Range == blocked.Key.Range))
            {
                return false;
            }

            ofHolder.Add(blocked);
            blocked.Cookie = ++lastCookie;
            byCookie.Add(blocked.Cookie, blocked);
            return true;
        }
    }

    /// <summary>Takes one out; false if it was out already. Who takes it out decides what becomes of the lock.</summary>
    public bool Remove(BlockedLock blocked)
    {
        lock (gate)
        {
            if (!byCookie.Remove(blocked.Cookie))
            {
                return false;
            }

            var ofHolder = byHolder[blocked.Key.Holder];
            ofHolder.Remove(blocked);
            if (ofHolder.Count == 0)
            {
                byHolder.Remove(blocked.Key.Holder);
            }

            return true;
        }
    }

    /// <summary>Takes grants for confirmed that a holder's next step shows it to know of, because it touches the same bytes.</summary>
    public void ConfirmTouched(in BlockedLockKey step)
    {
        List<BlockedLock> known;
        lock (gate)
        {
            var range = step.Range;
            known = byHolder.GetValueOrDefault(step.Holder)?.FindAll(blocked => blocked.IsGranted && blocked.Overlaps(range)) ?? [];
        }

        known.ForEach(blocked => Remove(blocked));
    }

    /// <summary>Takes those of some owners out and gives their locks up.</summary>
    public void Abandon(Func<RecordLockOwner, bool> isAbandoned)
    {
        List<BlockedLock> abandoned;
        lock (gate)
        {
            abandoned = [.. byCookie.Values.Where(blocked => isAbandoned(blocked.Key.Holder.Owner))];
        }

        foreach (var blocked in abandoned.Where(Remove))
        {
            blocked.Abandon();
        }
    }

    /// <summary>Goes on with one whose waiting has begun: grants it to its client in the end.</summary>
    public void Follow(BlockedLock blocked, RecordLockWait wait)
    {
        blocked.Wait = wait;
        if (!Contains(blocked))
        {
            // Cancelled while it was begun.
            blocked.Abandon();
            return;
        }

        _ = FollowAsync(blocked, wait);
    }

    /// <summary>What a client says of a GRANTED call.</summary>
    public void Confirm(ulong cookie, IPAddress client, NlmStatus status)
    {
        BlockedLock? blocked;
        lock (gate)
        {
            blocked = byCookie.GetValueOrDefault(cookie);
        }

        if (blocked is { IsGranted: true } && blocked.Path.Client.Equals(client))
        {
            Settle(blocked, status);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
    }

    private bool Contains(BlockedLock blocked)
    {
        lock (gate)
        {
            return byCookie.ContainsKey(blocked.Cookie);
        }
    }

    private async Task FollowAsync(BlockedLock blocked, RecordLockWait wait)
    {
        try
        {
            var token = stopping.Token;
            if (await wait.Granted.WaitAsync(token).ConfigureAwait(false))
            {
                await GrantAsync(blocked, token).ConfigureAwait(false);
            }
            else
            {
                Remove(blocked);
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException)
        {
            // The server ends, and its locks with it.
            return;
        }
        catch (Exception fault)
        {
            NlmLog.GrantFailed(log, fault, blocked.Path.Client);
        }
    }

    private async Task GrantAsync(BlockedLock blocked, CancellationToken cancellationToken)
    {
        foreach (var pause in PausesSeconds)
        {
            var status = await callbacks.GrantAsync(blocked, cancellationToken).ConfigureAwait(false);
            if (status is { } said and not NlmStatus.DeniedGracePeriod)
            {
                Settle(blocked, said);
            }

            if (!Contains(blocked))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(pause), clock, cancellationToken).ConfigureAwait(false);
        }

        if (Remove(blocked))
        {
            NlmLog.GrantNotConfirmed(log, blocked.Path.Client);
            blocked.Abandon();
        }
    }

    /// <summary>A client that does not want the lock any more has not got it.</summary>
    private void Settle(BlockedLock blocked, NlmStatus status)
    {
        if (status != NlmStatus.DeniedGracePeriod && Remove(blocked) && status != NlmStatus.Granted)
        {
            blocked.Abandon();
        }
    }
}
