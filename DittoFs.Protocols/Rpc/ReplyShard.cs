using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Rpc;

/// <summary>Names a slot for as long as it was not given to another call.</summary>
internal readonly record struct ReplyTicket(int Slot, long Generation);

/// <summary>One lock's part of the reply cache: a ring of slots with room for a reply each, and an index by key.</summary>
internal sealed class ReplyShard(long ticksPerSecond)
{
    /// <summary>Replies that a shard keeps.</summary>
    public const int SlotCount = 2048;

    /// <summary>The longest reply that is kept; all mutating procedures of NFSv3 stay below it.</summary>
    public const int ReplyBytesMax = 384;

    private const long KeptSeconds = 120;

    private readonly Lock gate = new();
    private readonly Dictionary<ReplyKey, int> index = new(SlotCount);
    private readonly Slot[] slots = new Slot[SlotCount];
    private readonly byte[] replies = new byte[SlotCount * ReplyBytesMax];
    private long used;

    /// <inheritdoc cref="ReplyCache.Begin"/>
    public ReplyCacheOutcome Begin(in ReplyKey key, long now, XdrWriter reply, out ReplyTicket ticket, out Task<byte[]?>? running)
    {
        lock (gate)
        {
            (ticket, running) = (default, null);
            if (index.TryGetValue(key, out var at))
            {
                ref var slot = ref slots[at];
                if (slot.IsRunning)
                {
                    slot.Waiters ??= new TaskCompletionSource<byte[]?>(TaskCreationOptions.RunContinuationsAsynchronously);
                    running = slot.Waiters.Task;
                    return ReplyCacheOutcome.Running;
                }

                if (now - slot.CompletedAt < KeptSeconds * ticksPerSecond)
                {
                    reply.Rewind(0);
                    ReplyOf(at)[..slot.Length].CopyTo(reply.Take(slot.Length));
                    return ReplyCacheOutcome.Replayed;
                }

                index.Remove(key);
            }

            ticket = TakeSlot(key);
            return ReplyCacheOutcome.New;
        }
    }

    /// <inheritdoc cref="ReplyCache.Complete"/>
    public void Complete(ReplyTicket ticket, ReadOnlySpan<byte> reply, long now)
    {
        lock (gate)
        {
            ref var slot = ref slots[ticket.Slot];
            if (slot.Generation != ticket.Generation)
            {
                return;
            }

            slot.Waiters?.SetResult(reply.ToArray());
            (slot.IsRunning, slot.Waiters, slot.CompletedAt, slot.Length) = (false, null, now, reply.Length);
            if (reply.Length > ReplyBytesMax)
            {
                index.Remove(slot.Key);
                return;
            }

            reply.CopyTo(ReplyOf(ticket.Slot));
        }
    }

    /// <inheritdoc cref="ReplyCache.Forget"/>
    public void Forget(ReplyTicket ticket)
    {
        lock (gate)
        {
            if (slots[ticket.Slot].Generation == ticket.Generation)
            {
                Release(ticket.Slot);
            }
        }
    }

    private ReplyTicket TakeSlot(in ReplyKey key)
    {
        var at = (int)(used % SlotCount);
        Release(at);
        used++;
        slots[at] = new Slot { Key = key, Generation = used, IsRunning = true };
        index[key] = at;
        return new ReplyTicket(at, used);
    }

    private void Release(int at)
    {
        ref var slot = ref slots[at];
        slot.Waiters?.SetResult(null);
        if (slot.Generation != 0 && index.TryGetValue(slot.Key, out var indexed) && indexed == at)
        {
            index.Remove(slot.Key);
        }

        slot = default;
    }

    private Span<byte> ReplyOf(int at) => replies.AsSpan(at * ReplyBytesMax, ReplyBytesMax);

    private struct Slot
    {
        public ReplyKey Key;
        public long Generation;
        public bool IsRunning;
        public int Length;
        public long CompletedAt;
        public TaskCompletionSource<byte[]?>? Waiters;
    }
}
