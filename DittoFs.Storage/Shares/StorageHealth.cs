using System.Globalization;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Threads;

namespace DittoFs.Storage.Shares;

/// <summary>Tells how the log and the stores are.</summary>
internal static class StorageHealth
{
    private const double UsedFractionMax = 0.9;

    /// <summary>One entry for the log, one for each metadata store that lasts, one for each share's blocks.</summary>
    public static async Task<IReadOnlyList<StoreHealth>> CheckAsync(
        WriteAheadLog log, MetadataStores stores, ShareCatalog catalog, StorageThreads threads, CancellationToken cancellationToken)
    {
        List<StoreHealth> health = [CheckLog(log)];
        foreach (var binding in stores.Persistent)
        {
            await threads.EnterAsync();
            health.Add(await CheckMetadataAsync(binding, cancellationToken));
        }

        foreach (var share in catalog.Running)
        {
            await threads.EnterAsync();
            health.Add(await CheckBlocksAsync(share, cancellationToken));
        }

        return health;
    }

    private static StoreHealth CheckLog(WriteAheadLog log)
    {
        var used = log.UsedFraction;
        return log.Failure != FsError.None
            ? new StoreHealth("wal", false, $"The log's disk failed ({log.Failure}); nothing can be changed. Check the disk, then restart the server.")
            : new StoreHealth("wal", used < UsedFractionMax, string.Create(CultureInfo.InvariantCulture, $"{used:P0} of the budget used, {log.LiveBytes} bytes not in blocks yet."));
    }

    private static async Task<StoreHealth> CheckMetadataAsync(MetadataBinding binding, CancellationToken cancellationToken)
    {
        var failure = binding.Committer.Failure;
        if (failure != FsError.None)
        {
            return new StoreHealth(binding.Name, false, $"Refuses changes: {failure}. They wait in the log.");
        }

        // No share has this id: the answer tells that the store can be asked.
        var asked = await binding.Store.ReadSuperblockAsync(default, cancellationToken);
        return asked.IsSuccess
            ? new StoreHealth(binding.Name, true, "Takes changes.")
            : new StoreHealth(binding.Name, false, $"Can't be reached: {asked.Error}. Changes wait in the log.");
    }

    private static async Task<StoreHealth> CheckBlocksAsync(RunningShare share, CancellationToken cancellationToken)
    {
        var name = $"blocks/{share.FileSystem.ShareName}";
        var state = await share.Blocks.CheckAsync(cancellationToken);
        if (state.Error != FsError.None)
        {
            return new StoreHealth(name, false, $"{state.Detail ?? $"Can't be reached: {state.Error}."} New data waits in the log.");
        }

        var capacity = await share.Blocks.GetCapacityAsync(cancellationToken);
        if (share.LostBytes > 0)
        {
            return new StoreHealth(name, false, $"The log was damaged: {share.LostBytes} bytes of files are lost since the last start. Reads of them fail until they are written anew.");
        }

        if (!capacity.IsSuccess)
        {
            return new StoreHealth(name, false, $"Can't be reached: {capacity.Error}. New data waits in the log.");
        }

        return share.Uploader.Failure != FsError.None
            ? new StoreHealth(name, false, $"Uploads fail: {share.Uploader.Failure}. New data waits in the log.")
            : new StoreHealth(name, true, capacity.Value is { } disk ? $"{disk.BytesFree} of {disk.BytesTotal} bytes free." : "Takes blocks.");
    }
}
