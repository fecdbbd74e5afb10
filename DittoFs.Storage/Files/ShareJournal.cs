using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Storage.Files;

/// <summary>
/// The log as one share uses it: which of its changes must be logged, and which must be waited for, by the share's stores and tier.
/// </summary>
/// <param name="log">The log of the data directory.</param>
/// <param name="budget">The share's part of the log.</param>
/// <param name="committer">Brings row changes into the share's metadata store.</param>
/// <param name="tier">What an answer promises.</param>
/// <param name="isPersistent">False if nothing of the share outlives the process: then there is nothing to redo and nothing to wait for.</param>
/// <param name="kind">What its row changes are in the log.</param>
internal sealed class ShareJournal(
    WriteAheadLog log, ShareLogBudget budget, MetadataCommitter committer, DurabilityTier tier, bool isPersistent, WalRecordKind kind)
{
    private readonly bool waits = isPersistent && tier != DurabilityTier.Writeback;

    /// <summary>Up to this number, changes can be read from the store.</summary>
    public ulong AppliedTicket => committer.AppliedTicket;

    /// <summary>The share's part of the log.</summary>
    public ShareLogBudget Budget => budget;

    /// <summary>Brings what was written to where it outlives this machine; null for a share whose answers do not promise that.</summary>
    public RemoteRounds? Remote { get; set; }

    /// <summary>True if a write may be appended now.</summary>
    public bool HasRoom => log.HasRoom && budget.HasRoom;

    /// <summary>How long a write of <paramref name="bytes"/> is to wait first, because the log fills faster than it is uploaded.</summary>
    public TimeSpan GetPace(int bytes)
    {
        var (ofLog, ofShare) = (log.GetPace(bytes), budget.GetPace(bytes));
        return ofLog > ofShare ? ofLog : ofShare;
    }

    /// <summary>Appends row changes and passes them on to the store.</summary>
    /// <returns>Their place, <see cref="FsError.Unavailable"/> when too many wait for the store already, or what the log failed with.</returns>
    public FsResult<WalPosition> Append(MutationBatch batch)
    {
        if (!committer.HasRoom)
        {
            return FsError.Unavailable;
        }

        return isPersistent ? log.AppendMetadata(batch, committer, kind) : new WalPosition(0, null!, 0, log.FollowUnlogged(batch, committer));
    }

    /// <summary>Waits for the store when changes come faster than it takes them.</summary>
    public ValueTask WaitForStoreAsync() => committer.WaitForBacklogAsync();

    /// <summary>Passes row changes on to the store that the log can derive from its data records.</summary>
    /// <returns>The change's number.</returns>
    public ulong Fold(MutationBatch batch) => log.FollowUnlogged(batch, committer);

    /// <summary>The sequence to wait for before a change at <paramref name="sequence"/> is answered; 0 for none.</summary>
    public ulong WaitsFor(ulong sequence) => waits ? sequence : 0;

    /// <summary>The change that must be in the metadata store before its answer; 0 for none.</summary>
    public ulong WaitsForStore(ulong ticket) => tier == DurabilityTier.Remote ? ticket : 0;

    /// <summary>
    /// The sequence that must be where it outlives this machine before data at <paramref name="sequence"/> is answered for, 0 for nothing. Data whose sequence is not known
    /// any more (0) may be anywhere in the log.
    /// </summary>
    public ulong WaitsForRemote(ulong sequence) =>
        tier != DurabilityTier.Remote || Remote is not { } rounds ? 0
        : sequence == 0 ? log.LastSequence
        : rounds.IsSettled(sequence) ? 0 : sequence;

    /// <summary>Waits until everything up to <paramref name="sequence"/> is where it outlives this machine.</summary>
    public async ValueTask<FsResult> WaitRemoteAsync(ulong sequence) =>
        Remote is not { } rounds || rounds.IsSettled(sequence) ? FsResult.Success : await rounds.WaitAsync();

    /// <summary>
    /// Waits until the metadata store has a change, however long it is away: the change is made, and an answer that asks to come again would have it made twice.
    /// </summary>
    /// <returns>Success, what the log failed with, or <see cref="FsError.Unavailable"/> when the share is being stopped.</returns>
    public async ValueTask<FsResult> WaitInStoreAsync(ulong ticket)
    {
        while (true)
        {
            var applied = await committer.WaitAppliedAsync(ticket);
            if (applied.Error != FsError.Unavailable || Remote is not { IsClosed: false })
            {
                return applied;
            }
        }
    }

    /// <summary>True if a change is durable.</summary>
    public bool IsDurable(ulong sequence) => sequence <= log.DurableSequence;

    /// <summary>Waits until a change is durable.</summary>
    public ValueTask<FsResult> WaitDurableAsync(ulong sequence) => log.WaitDurableAsync(sequence);

    /// <summary>Waits until a change can be read from the store.</summary>
    public ValueTask<FsResult> WaitAppliedAsync(ulong ticket) => committer.WaitAppliedAsync(ticket);

    /// <summary>Waits until a write may be appended.</summary>
    public async ValueTask<FsResult> WaitForRoomAsync(CancellationToken cancellationToken)
    {
        var inShare = await budget.WaitForRoomAsync(cancellationToken);
        return inShare.IsSuccess ? await log.WaitForRoomAsync(cancellationToken) : inShare;
    }
}
