using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Rpc;

/// <summary>What the cache knows of a call.</summary>
internal enum ReplyCacheOutcome
{
    /// <summary>Nothing: run it.</summary>
    New,

    /// <summary>It was answered, and the answer is in the reply again.</summary>
    Replayed,

    /// <summary>It runs at this moment.</summary>
    Running,
}

/// <summary>
/// Keeps the replies of calls that must not run twice, so that a retransmission gets the first answer (RFC 1813 §4.5).
/// Bounded: the oldest reply makes room for the newest, whole memory is <see cref="ShardCount"/> × <see cref="ReplyShard.SlotCount"/> slots,
/// taken a shard at a time when the first mutating call comes.
/// </summary>
internal sealed class ReplyCache(TimeProvider clock)
{
    /// <summary>Locks and rings that calls are spread over.</summary>
    public const int ShardCount = 16;

    private readonly ReplyShard?[] shards = new ReplyShard?[ShardCount];

    /// <summary>
    /// Looks for <paramref name="key"/>, and notes it as running when it is new; <see cref="Complete"/> or <see cref="Forget"/> must then follow.
    /// </summary>
    /// <param name="key">The call.</param>
    /// <param name="reply">Gets the kept reply of a call that was answered.</param>
    /// <param name="ticket">For the end of a new call.</param>
    /// <param name="running">Of a call that runs: completes with its reply, or null when it ended without one.</param>
    public ReplyCacheOutcome Begin(in ReplyKey key, XdrWriter reply, out ReplyTicket ticket, out Task<byte[]?>? running) =>
        ShardOf(key).Begin(key, clock.GetTimestamp(), reply, out ticket, out running);

    /// <summary>Keeps the reply of a call that ran, and gives it to those who wait for it.</summary>
    public void Complete(in ReplyKey key, ReplyTicket ticket, ReadOnlySpan<byte> reply) => ShardOf(key).Complete(ticket, reply, clock.GetTimestamp());

    /// <summary>Forgets a call that ended without having run: a retransmission may try again.</summary>
    public void Forget(in ReplyKey key, ReplyTicket ticket) => ShardOf(key).Forget(ticket);

    private ReplyShard ShardOf(in ReplyKey key)
    {
        ref var shard = ref shards[(int)(key.Checksum % ShardCount)];
        return Volatile.Read(ref shard)
            ?? Interlocked.CompareExchange(ref shard, new ReplyShard(clock.TimestampFrequency), null)
            ?? shard;
    }
}
