using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Metadata.RocksDb;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Threads;
using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Shares;

/// <summary>The storage of one data directory. See <see cref="IStorageEngine"/>.</summary>
/// <remarks>
/// <code>
/// lock                 held while a server runs
/// wal/                 checkpoint, *.seg, *.spare
/// metadata/rocksdb/    rows of all shares on the embedded store
/// blocks/SHARE-ID/     blocks of one share
/// </code>
/// </remarks>
internal sealed class StorageEngine(ShareEnvironment environment, ShareCatalog catalog) : IStorageEngine, IAsyncDisposable
{
    private const int ThreadCount = 8;

    private readonly ILogger logger = environment.Loggers.CreateLogger("DittoFs.Storage");
    private readonly SemaphoreSlim gate = new(1, 1);
    private DataDirectoryLock? directoryLock;
    private StorageThreads? threads;
    private WriteAheadLog? log;
    private MetadataStores? stores;
    private ShareFactory? factory;
    private StorageCheckpointer? checkpointer;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var walDirectory = Path.Combine(environment.DataDirectory, "wal");
        environment.Disk.CreateDirectory(environment.DataDirectory);
        directoryLock = DataDirectoryLock.Take(environment.DataDirectory);
        try
        {
            var recovered = WalRecovery.Open(environment.Disk, walDirectory);
            WalLog.Recovered(logger, walDirectory, recovered.Count, recovered.Segments.Count, recovered.TornBytes);
            var store = RocksDbMetadataStore.Open(Path.Combine(environment.DataDirectory, "metadata", "rocksdb"), new RocksDbMetadataStoreOptions());
            await ReplayAsync(recovered, store, walDirectory, cancellationToken);
            log = new WriteAheadLog(environment.Disk, walDirectory, environment.Wal, recovered, environment.WalMetrics, logger, environment.Clock);
            var embedded = new MetadataBinding("metadata/rocksdb", store, new MetadataCommitter(store, log, logger, "rocksdb"));
            stores = new MetadataStores(embedded, new PostgresBindings(log, recovered, logger), log, logger);
            threads = new StorageThreads(ThreadCount);
            factory = new ShareFactory(environment, log, recovered, stores, threads);
            checkpointer = new StorageCheckpointer(catalog, log, stores, threads, environment.Wal.CheckpointInterval, environment.Clock, logger);
            checkpointer.Start();
        }
        catch (IOException e)
        {
            throw new StorageStartException($"The data directory {environment.DataDirectory} can't be used: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async Task<FsResult> AddShareAsync(ShareDefinition definition, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (catalog.Contains(definition))
            {
                return FsError.Exists;
            }

            var share = await factory!.StartAsync(definition, cancellationToken);
            if (share.IsSuccess)
            {
                catalog.Add(share.Value);
            }

            return share.Error;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public FsResult UpdateShare(ShareDefinition definition)
    {
        if (catalog.Find(definition.Id)?.FileSystem is not { } share)
        {
            return FsError.NotFound;
        }

        var present = share.Definition;
        if (definition.Metadata != present.Metadata || definition.Postgres != present.Postgres || definition.Blocks != present.Blocks
            || definition.BlockDirectory != present.BlockDirectory || definition.S3 != present.S3 || definition.Durability != present.Durability)
        {
            return FsError.InvalidArgument;
        }

        if (definition.Name != present.Name && catalog.TryGet(definition.Name, out _))
        {
            return FsError.Exists;
        }

        share.Definition = definition;
        catalog.Refresh();
        return FsResult.Success;
    }

    /// <inheritdoc/>
    public async Task<FsResult> RemoveShareAsync(ShareId share, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (catalog.Find(share) is not { } running)
            {
                return FsError.NotFound;
            }

            catalog.Remove(running);
            return await CloseAsync(running);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<FsResult> DrainShareAsync(ShareId share, CancellationToken cancellationToken)
    {
        if (catalog.Find(share) is not { } running || checkpointer is not { } present)
        {
            return FsError.NotFound;
        }

        var uploaded = await running.Uploader.DrainAsync(cancellationToken);
        return uploaded.IsSuccess ? await present.CheckpointAsync(cancellationToken) : uploaded;
    }

    /// <inheritdoc/>
    public Task<StoreHealth> CheckPlaceAsync(S3Location location, CancellationToken cancellationToken) =>
        BlockStoreProbe.CheckAsync(location, environment.Clock, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreHealth> CheckPlaceAsync(PostgresLocation location, CancellationToken cancellationToken) => MetadataStoreProbe.CheckAsync(location, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoreHealth>> CheckHealthAsync(CancellationToken cancellationToken) =>
        log is null || stores is null || threads is null ? [] : await StorageHealth.CheckAsync(log, stores, catalog, threads, cancellationToken);

    /// <inheritdoc/>
    public StorageStatistics GetStatistics() => log is not { } present
        ? StorageStatistics.Empty
        : new StorageStatistics(present.UsedFraction, environment.Wal.Budget.Bytes, [.. catalog.Running.Select(GetStatistics)]);

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (checkpointer is not null)
            {
                await checkpointer.DisposeAsync();
                checkpointer = null;
            }

            var clean = true;
            foreach (var share in catalog.Running)
            {
                catalog.Remove(share);
                clean &= (await CloseAsync(share)).IsSuccess;
            }

            await CloseStoresAsync(clean);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        gate.Dispose();
    }

    /// <summary>
    /// Brings the embedded store up to the log. A store that knows more than the log means that the log lost what it had promised.
    /// </summary>
    private static async Task ReplayAsync(WalRecoveredLog recovered, RocksDbMetadataStore store, string walDirectory, CancellationToken cancellationToken)
    {
        if (store.AppliedSequence >= recovered.NextSequence)
        {
            if (recovered.Segments.Count > 0)
            {
                throw new StorageStartException(
                    $"The log in {walDirectory} ends at record {recovered.NextSequence - 1}, but the metadata store has seen {store.AppliedSequence}. "
                    + "Records that were durable are gone; restore the data directory from a backup.");
            }

            recovered.NextSequence = store.AppliedSequence + 1;
        }

        var replayed = await MetadataReplay.RunAsync(recovered, store, cancellationToken);
        if (!replayed.IsSuccess)
        {
            throw new StorageStartException($"The metadata store did not take the log's changes: {replayed.Error}.");
        }
    }

    private static ShareStorageStatistics GetStatistics(RunningShare share) => new(
        share.FileSystem.ShareId, share.FileSystem.ShareName, share.Content.DirtyBytes, share.Uploader.BlocksUnderWay, share.Uploader.Failure)
    {
        AtRiskAge = share.Content.GetDirtyAge(),
    };

    private async Task<FsResult> CloseAsync(RunningShare share)
    {
        await share.FileSystem.CloseAsync();
        await share.Uploader.DisposeAsync();
        share.FileSystem.Fold();
        var closed = await stores!.CloseAsync(share.FileSystem.Definition, share.Metadata, isDrained: share.Content.DirtyBytes == 0);
        await share.Blocks.DisposeAsync();
        return closed;
    }

    private async Task CloseStoresAsync(bool clean)
    {
        if (log is not null && stores is not null)
        {
            var last = log.LastSequence;
            clean &= (await log.WaitDurableAsync(last)).IsSuccess && (await stores.FlushAsync(CancellationToken.None)).IsSuccess;
            if (clean)
            {
                log.Retire(last);
                log.MarkCleanStop();
            }

            await stores.DisposeAsync();
            log.Dispose();
            (log, stores) = (null, null);
        }

        threads?.Dispose();
        threads = null;
        directoryLock?.Dispose();
        directoryLock = null;
    }
}
