using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <content>What shares hold.</content>
internal sealed partial class StorageEngine
{
    /// <inheritdoc/>
    public FsResult<ShareUsage> GetUsage(ShareId share) => catalog.Find(share) is { } running ? ToUsage(running.FileSystem.Quota.Snapshot()) : FsError.NotFound;

    /// <inheritdoc/>
    public async Task<FsResult<RecountReport>> RecountAsync(ShareId share, CancellationToken cancellationToken)
    {
        if (threads is null || catalog.Find(share) is not { } running || !running.Visits.TryEnter())
        {
            return FsError.NotFound;
        }

        try
        {
            await threads.EnterAsync();
            return await RecountAsync(running, cancellationToken);
        }
        finally
        {
            running.Visits.Exit();
        }
    }

    /// <summary>
    /// What is wrong in the store is wrong by the same amount in memory, which began with it. A correction that a crash loses is found again by the next recount.
    /// </summary>
    private async Task<FsResult<RecountReport>> RecountAsync(RunningShare share, CancellationToken cancellationToken)
    {
        // Sizes that only the log knows are counted too.
        share.FileSystem.Fold();
        var applied = await share.Metadata.Committer.WaitAllAppliedAsync();
        if (!applied.IsSuccess)
        {
            return applied.Error;
        }

        var counted = await share.Metadata.Store.CountUsageAsync(share.FileSystem.ShareId, cancellationToken);
        if (!counted.IsSuccess)
        {
            return counted.Error;
        }

        var corrections = counted.Value.GetCorrections();
        if (corrections.Count > 0)
        {
            ShareLog.UsageCorrected(logger, share.FileSystem.ShareName.Value, corrections.Count);
            share.FileSystem.Quota.Correct(corrections);
            var corrected = await ShareFactory.CorrectAsync(share.FileSystem.ShareId, corrections, share.Journal);
            if (!corrected.IsSuccess)
            {
                return corrected.Error;
            }
        }

        return new RecountReport(ToUsage(counted.Value.Counted), corrections.Count);
    }

    private static ShareUsage ToUsage(IReadOnlyList<OwnerCharge> owners) => new(
        owners.Sum(static owner => owner.Bytes),
        owners.Sum(static owner => owner.Nodes),
        [.. owners.Select(static owner => new OwnerUsage(owner.Uid, owner.Bytes, owner.Nodes))]);
}
