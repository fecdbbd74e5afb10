using System.Collections.Concurrent;
using DittoFs.Storage.Collection;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Dumps;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Web.Tests.Support;

/// <summary>A storage engine without storage that writes down what the host asks of it.</summary>
internal sealed class RecordingStorageEngine : IStorageEngine, IShareCatalog
{
    /// <summary>The calls, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>What a start throws, or null for success.</summary>
    public StorageStartException? StartFailure { get; init; }

    /// <summary>What adding a share answers.</summary>
    public FsResult AddResult { get; set; }

    /// <summary>What a health check answers.</summary>
    public IReadOnlyList<StoreHealth> Health { get; init; } = [new("wal", true, "writable")];

    /// <summary>What the storage holds.</summary>
    public StorageStatistics Statistics { get; set; } = StorageStatistics.Empty;

    /// <inheritdoc/>
    public IReadOnlyList<IFileSystem> Shares => [];

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Calls.Enqueue("start");
        return StartFailure is null ? Task.CompletedTask : Task.FromException(StartFailure);
    }

    /// <inheritdoc/>
    public Task<FsResult> AddShareAsync(ShareDefinition definition, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"add {definition.Name}");
        return Task.FromResult(AddResult);
    }

    /// <inheritdoc/>
    public FsResult UpdateShare(ShareDefinition definition)
    {
        Calls.Enqueue($"update {definition.Name}");
        return FsResult.Success;
    }

    /// <inheritdoc/>
    public Task<FsResult> RemoveShareAsync(ShareId share, CancellationToken cancellationToken)
    {
        Calls.Enqueue("remove");
        return Task.FromResult(FsResult.Success);
    }

    /// <inheritdoc/>
    public Task<FsResult> DrainShareAsync(ShareId share, CancellationToken cancellationToken)
    {
        Calls.Enqueue("drain");
        return Task.FromResult(FsResult.Success);
    }

    /// <inheritdoc/>
    public FsResult<ShareUsage> GetUsage(ShareId share) => FsError.NotFound;

    /// <inheritdoc/>
    public Task<FsResult<RecountReport>> RecountAsync(ShareId share, CancellationToken cancellationToken) => Task.FromResult<FsResult<RecountReport>>(FsError.NotFound);

    /// <inheritdoc/>
    public Task<CollectionReport> CollectAsync(CollectionRequest request, IProgress<CollectionReport>? progress, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"collect {request.StoreName}");
        return Task.FromResult(new CollectionReport());
    }

    /// <inheritdoc/>
    public Task<FsResult> EraseShareAsync(ShareDefinition share, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"erase {share.Name}");
        return Task.FromResult(FsResult.Success);
    }

    /// <inheritdoc/>
    public Task<DumpReport> DumpShareAsync(ShareId share, CancellationToken cancellationToken) => Task.FromResult(new DumpReport(share.ToString(), FsError.NotFound));

    /// <inheritdoc/>
    public Task<IReadOnlyList<DumpReport>> DumpSharesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DumpReport>>([]);

    /// <inheritdoc/>
    public Task<AttachReport> AttachShareAsync(ShareDefinition definition, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"attach {definition.Name}");
        return Task.FromResult(new AttachReport(AttachRefusal.None, ""));
    }

    /// <inheritdoc/>
    public Task<FsResult<IReadOnlyList<ShareId>>> FindSharesAsync(ShareDefinition place, CancellationToken cancellationToken) =>
        Task.FromResult(new FsResult<IReadOnlyList<ShareId>>(FsError.None, []));

    /// <inheritdoc/>
    public Task<StoreHealth> CheckPlaceAsync(S3Location location, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"check {location}");
        return Task.FromResult(new StoreHealth(location.ToString(), true, ""));
    }

    /// <inheritdoc/>
    public Task<StoreHealth> CheckPlaceAsync(PostgresLocation location, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"check {location}");
        return Task.FromResult(new StoreHealth(location.ToString(), true, ""));
    }

    /// <inheritdoc/>
    public Task<StoreTrial> MeasureBlocksAsync(ShareDefinition place, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"measure {place.Blocks}");
        return Task.FromResult(new StoreTrial(new StoreHealth("blocks", true, ""), null));
    }

    /// <inheritdoc/>
    public Task<StoreTrial> MeasureMetadataAsync(ShareDefinition place, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"measure {place.Metadata}");
        return Task.FromResult(new StoreTrial(new StoreHealth("metadata", true, ""), null));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoreHealth>> CheckHealthAsync(CancellationToken cancellationToken) => Task.FromResult(Health);

    /// <inheritdoc/>
    public StorageStatistics GetStatistics() => Statistics;

    /// <inheritdoc/>
    public Task<EvictedBytes> EvictCachesAsync(CacheTiers tiers)
    {
        Calls.Enqueue($"evict {tiers}");
        return Task.FromResult(new EvictedBytes(0, 0));
    }

    /// <inheritdoc/>
    public Task<string?> FindPathAsync(ShareId share, NodeId node, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Calls.Enqueue("stop");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public FsResult<ResolvedHandle> Resolve(ReadOnlySpan<byte> handle) => FsError.BadHandle;

    /// <inheritdoc/>
    public bool TryGet(ShareName name, out IFileSystem fileSystem)
    {
        fileSystem = null!;
        return false;
    }
}
