using DittoFs.Storage.Content.Cache;
using DittoFs.Storage.Diagnostics;

namespace DittoFs.Storage.Shares;

/// <content>What those who watch are told, and what the caches give back.</content>
internal sealed partial class StorageEngine
{
    /// <inheritdoc/>
    public StorageStatistics GetStatistics() => log is not { } present
        ? StorageStatistics.Empty
        : new StorageStatistics(present.UsedFraction, environment.Wal.Budget.Bytes, [.. catalog.Running.Select(GetStatistics)])
        {
            Log = present.GetStatistics() with { Checkpoints = checkpointer?.Count ?? 0, LastCheckpoint = checkpointer?.LastTime },
            Cache = caches is { } held ? GetStatistics(held) : CacheStatistics.Empty,
        };

    /// <inheritdoc/>
    public async Task<EvictedBytes> EvictCachesAsync(CacheTiers tiers)
    {
        if (threads is not { } workers || caches is not { } held)
        {
            return default;
        }

        await workers.EnterAsync();
        return new EvictedBytes(
            (tiers & CacheTiers.Memory) != 0 ? held.Memory.Evict() : 0,
            (tiers & CacheTiers.Disk) != 0 ? held.Disk.Evict() : 0);
    }

    private CacheStatistics GetStatistics(ContentCaches held) => new(
        held.Memory.Bytes, held.Memory.BytesMax, (held.Disk as DiskCache)?.Bytes ?? 0, environment.Cache.Disk.Bytes, held.Metrics.Reads);

    private static ShareStorageStatistics GetStatistics(RunningShare share) => new(
        share.FileSystem.ShareId, share.FileSystem.ShareName, share.Content.DirtyBytes, share.Uploader.BlocksUnderWay, share.Uploader.Failure)
    {
        BytesHeld = (long)share.FileSystem.Quota.Bytes,
        AtRiskAge = share.Content.Ages.OldestAge,
        LogBudgetBytes = share.Content.BudgetBytes,
        Uploads = share.Uploader.Progress,
        Reads = share.Content.Reads,
    };
}
