using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using DittoFs.Storage.Blocks.Decorators;
using DittoFs.Storage.Blocks.FileSystem;
using DittoFs.Storage.Collection;
using DittoFs.Storage.Content.Cache;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Disk;
using DittoFs.Storage.Dumps;
using DittoFs.Storage.Metadata.RocksDb;
using DittoFs.Storage.Refusals;
using DittoFs.Storage.Shares;
using DittoFs.Storage.StoreTypes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DittoFs.Storage;

/// <summary>Registers the storage.</summary>
public static class StorageServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IStorageEngine"/> and <see cref="IShareCatalog"/>. The host configures <see cref="StorageOptions"/>, <see cref="WalOptions"/>,
    /// <see cref="CacheOptions"/>, <see cref="CollectionOptions"/>, <see cref="DumpOptions"/>, <see cref="RocksDbMetadataStoreOptions"/> and <see cref="FileSystemBlockStoreOptions"/>, and starts and stops the engine. Each <see cref="IStorageObserver"/> that is registered is told what happens.
    /// Each <see cref="IBlockStoreType"/> and <see cref="IMetadataStoreType"/> that is registered can be named by a store.
    /// </summary>
    public static IServiceCollection AddDittoFsStorage(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IDisk, PosixDisk>();
        services.AddSingleton(provider => new WalMetrics(provider.GetRequiredService<IMeterFactory>(), Observers(provider)));
        services.AddSingleton(provider => new UploadMetrics(provider.GetRequiredService<WalMetrics>().Meter, Observers(provider)));
        services.AddSingleton<BlockStoreMetrics>();
        services.AddSingleton<RefusalLog>();
        services.AddSingleton<StoreTypeRegistry>();
        services.AddSingleton<ShareCatalog>();
        services.AddSingleton<IShareCatalog>(provider => provider.GetRequiredService<ShareCatalog>());
        services.AddSingleton(MakeEnvironment);
        services.AddSingleton<StorageEngine>();
        services.AddSingleton<IStorageEngine>(provider => provider.GetRequiredService<StorageEngine>());
        services.AddSingleton<IShareDumpFiles>(provider => provider.GetRequiredService<StorageEngine>());
        return services;
    }

    private static ImmutableArray<IStorageObserver> Observers(IServiceProvider provider) => [.. provider.GetServices<IStorageObserver>()];

    private static ShareEnvironment MakeEnvironment(IServiceProvider provider) => new(
        provider.GetRequiredService<IOptions<StorageOptions>>().Value.DataDirectory,
        provider.GetRequiredService<IOptions<WalOptions>>().Value,
        provider.GetRequiredService<IOptions<CacheOptions>>().Value,
        provider.GetRequiredService<IDisk>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILoggerFactory>(),
        provider.GetRequiredService<WalMetrics>(),
        provider.GetRequiredService<UploadMetrics>(),
        provider.GetRequiredService<BlockStoreMetrics>())
    {
        Refusals = provider.GetRequiredService<RefusalLog>(),
        StoreTypes = provider.GetRequiredService<StoreTypeRegistry>(),
        RocksDb = provider.GetRequiredService<IOptions<RocksDbMetadataStoreOptions>>().Value,
        BlockFiles = provider.GetRequiredService<IOptions<FileSystemBlockStoreOptions>>().Value,
        Collection = provider.GetRequiredService<IOptions<CollectionOptions>>().Value,
        Dumps = provider.GetRequiredService<IOptions<DumpOptions>>().Value,
    };
}
