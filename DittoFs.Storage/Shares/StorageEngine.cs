using DittoFs.Storage.Content.Cache;
using DittoFs.Storage.Content.Upload;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Diagnostics;
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
/// damaged/             records of shares whose changes were damaged, and why these do not start
/// cache/               *.seg and their *.idx: frames of remote blocks
/// metadata/rocksdb/    rows of all shares on the embedded store
/// metadata/elsewhere/  which shares' rows are in a store of their own
/// blocks/SHARE-ID/     blocks of one share
/// collection/STORE-ID  blocks of one store that are dead, and since when
/// </code>
/// </remarks>
internal sealed partial class StorageEngine(ShareEnvironment environment, ShareCatalog catalog) : IStorageEngine, IShareDumpFiles, IAsyncDisposable
{
    private const int ThreadCount = 8;

    // A store that answers in place takes two of them for each share. While clients are busy, what they do is behind everything else.
    private const int PackingThreadCount = 4;
    private const int YieldingNiceness = 10;

    private readonly ILogger logger = environment.Loggers.CreateLogger("DittoFs.Storage");
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly OpeningShares opening = new();
    private DataDirectoryLock? directoryLock;
    private StorageThreads? threads;
    private StorageThreads? packingThreads;
    private StorageThreads? yieldingThreads;
    private UploadBuffers? uploadBuffers;
    private readonly BlocksUnderWay underWay = new();
    private WalRecoveredLog? recovered;
    private WriteAheadLog? log;
    private MetadataStores? stores;
    private ContentCaches? caches;
    private ShareFactory? factory;
    private StorageCheckpointer? checkpointer;
    private OwnerBeats? owners;
    private bool isDisposed;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var walDirectory = Path.Combine(environment.DataDirectory, "wal");
        environment.Disk.CreateDirectory(environment.DataDirectory);
        directoryLock = DataDirectoryLock.Take(environment.DataDirectory);
        try
        {
            recovered = WalRecovery.Open(environment.Disk, walDirectory);
            WalLog.Recovered(logger, walDirectory, recovered.Count, recovered.Segments.Count, recovered.TornBytes);
            var store = RocksDbMetadataStore.Open(Path.Combine(environment.DataDirectory, "metadata", "rocksdb"), environment.RocksDb);
            new DamagedShares(environment.Disk, environment.DataDirectory).SetAside(recovered, logger);
            await ReplayAsync(recovered, store, walDirectory, cancellationToken);
            DamagedShares.Release(recovered);
            var elsewhere = new SharesElsewhere(environment.Disk, environment.DataDirectory);
            await DiscardRecordsOfNobodyAsync(recovered, store, elsewhere, cancellationToken);
            log = new WriteAheadLog(environment.Disk, walDirectory, environment.Wal, recovered, environment.WalMetrics, logger, environment.Clock);
            var embedded = new MetadataBinding("metadata/rocksdb", MetadataStoreKind.RocksDb, store, new MetadataCommitter(store, log, logger, "rocksdb"));
            stores = new MetadataStores(embedded, new ShareBindings(environment, log, recovered, elsewhere, logger), log, logger);
            threads = new StorageThreads(ThreadCount);
            caches = OpenCaches();
            factory = new ShareFactory(environment, log, recovered, stores, caches, threads, MakeUploads(log, threads));
            checkpointer = new StorageCheckpointer(catalog, log, stores, threads, environment.Wal.CheckpointInterval, environment.Clock, logger);
            checkpointer.Start();
            owners = new OwnerBeats(catalog, RemoveShareAsync, environment.Dumps.OwnerInterval, environment.Clock, logger);
            owners.Start();
        }
        catch (IOException e)
        {
            throw new StorageStartException($"The data directory {environment.DataDirectory} can't be used: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async Task<FsResult> AddShareAsync(ShareDefinition definition, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(opening.Stopping, cancellationToken);
        if (!opening.TryBegin(definition.Id))
        {
            return FsError.Exists;
        }

        try
        {
            if (catalog.Contains(definition))
            {
                return FsError.Exists;
            }

            // A removal of the share that is under way ends first: what it leaves is what the stores are opened with.
            await gate.WaitAsync(either.Token);
            gate.Release();

            // Outside of the gate: a service that does not answer keeps nobody else's share waiting.
            var opened = await factory!.OpenAsync(definition, either.Token);
            return opened.IsSuccess ? await StartShareAsync(definition, opened.Value, either.Token) : opened.Error;
        }
        finally
        {
            opening.End(definition.Id);
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
            || definition.BlockDirectory != present.BlockDirectory || definition.S3 != present.S3 || definition.CustomMetadata != present.CustomMetadata
            || definition.CustomBlocks != present.CustomBlocks || definition.Durability != present.Durability)
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
            var closed = await CloseAsync(running);

            // What is not uploaded stays in the log: for the share's next start, if its metadata will still know of it.
            running.Content.HandBack(recovered!, running.FileSystem.FindUnfolded);
            if (!running.Metadata.Store.IsPersistent)
            {
                recovered!.Discard(share);
            }

            return closed;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<FsResult> DrainShareAsync(ShareId share, CancellationToken cancellationToken)
    {
        if (catalog.Find(share) is not { } running || checkpointer is not { } present || !running.Visits.TryEnter())
        {
            return FsError.NotFound;
        }

        FsResult uploaded;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, running.Closing.Token);
        try
        {
            uploaded = await running.Uploader.DrainAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return FsError.Unavailable;
        }
        finally
        {
            running.Visits.Exit();
        }

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
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await opening.CloseAsync();
        await EndCollectionAsync(cancellationToken);
        if (owners is not null)
        {
            await owners.DisposeAsync();
        }

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
        if (Interlocked.Exchange(ref isDisposed, true))
        {
            return;
        }

        await StopAsync(CancellationToken.None);
        gate.Dispose();
        opening.Dispose();
        collecting.Dispose();
        ending.Dispose();
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

    private async Task<FsResult> StartShareAsync(ShareDefinition definition, OpenedStores opened, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(CancellationToken.None);
        try
        {
            if (catalog.Contains(definition) || log is null)
            {
                await opened.DisposeAsync();
                return log is null ? FsError.Unavailable : FsError.Exists;
            }

            var share = await factory!.StartAsync(definition, opened, cancellationToken);
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

    private UploadEnvironment MakeUploads(WriteAheadLog log, StorageThreads threads)
    {
        packingThreads = new StorageThreads(PackingThreadCount, "packing");
        yieldingThreads = new StorageThreads(PackingThreadCount, "yielding", YieldingNiceness);
        uploadBuffers = new UploadBuffers(environment.Wal.UploadMemory);
        var load = new ForegroundLoad(() => catalog.Running.Sum(static share => share.FileSystem.CallCount), environment.Clock);
        environment.UploadMetrics.Watch(GetBacklog);
        return new UploadEnvironment(
            log,
            environment.Wal,
            uploadBuffers,
            underWay,
            load,
            threads,
            packingThreads,
            yieldingThreads,
            environment.Clock,
            environment.UploadMetrics,
            environment.Loggers.CreateLogger("DittoFs.Storage.Shares"));
    }

    private UploadBacklog GetBacklog()
    {
        var now = GetStatistics();
        return new UploadBacklog(now.Shares.Sum(static share => share.BytesAtRisk), now.AtRiskAge, now.Shares.Sum(static share => share.BlocksUnderWay));
    }

    private ContentCaches OpenCaches()
    {
        var metrics = new CacheMetrics(environment.WalMetrics.Meter);
        var memory = new FrameCache(environment.Cache.Memory.Bytes);
        metrics.Show(CacheMetrics.Memory, () => memory.Bytes);
        return new ContentCaches(memory, OpenDiskCache(metrics), environment.Cache.MakeReadAheadBudget(), metrics);
    }

    /// <summary>Opens the disk cache, which gets the log's segments from now on; without a budget, what an earlier run left is removed.</summary>
    private IFrameStore OpenDiskCache(CacheMetrics metrics)
    {
        var directory = Path.Combine(environment.DataDirectory, "cache");
        if (environment.Cache.Disk.Bytes == 0)
        {
            DiskCache.Remove(directory);
            return new NoFrameStore();
        }

        var cache = DiskCache.Open(environment.Disk, directory, environment.Cache.Disk.Bytes, environment.Wal.SegmentSize.Bytes, environment.Clock, logger, log!.TryAdoptSpare);
        log.Heir = cache;
        metrics.Show(CacheMetrics.Disk, () => cache.Bytes);
        return cache;
    }

    private async Task<FsResult> CloseAsync(RunningShare share)
    {
        await share.Closing.CancelAsync();
        await share.Visits.CloseAsync();
        await share.FileSystem.CloseAsync();
        await share.Uploader.DisposeAsync();
        share.FileSystem.Fold();
        var closed = await stores!.CloseAsync(share.Metadata, isDrained: share.Content.DirtyBytes == 0);
        await OwnerBeats.ReleaseAsync(share, environment.Clock);
        await share.Content.DisposeAsync();
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
                clean &= (await log.RetireAsync(last)).IsSuccess;
            }

            if (clean)
            {
                log.MarkCleanStop();
            }

            await stores.DisposeAsync();
            log.Dispose();
            (log, stores) = (null, null);
        }

        threads?.Dispose();
        packingThreads?.Dispose();
        yieldingThreads?.Dispose();
        uploadBuffers?.Dispose();
        (threads, packingThreads, yieldingThreads, uploadBuffers) = (null, null, null, null);
        caches?.Dispose();
        caches = null;
        directoryLock?.Dispose();
        directoryLock = null;
    }
}
