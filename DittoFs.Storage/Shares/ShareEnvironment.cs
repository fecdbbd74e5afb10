using DittoFs.Storage.Blocks.Decorators;
using DittoFs.Storage.Blocks.FileSystem;
using DittoFs.Storage.Collection;
using DittoFs.Storage.Content.Cache;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Disk;
using DittoFs.Storage.Dumps;
using DittoFs.Storage.Metadata.RocksDb;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Refusals;
using DittoFs.Storage.StoreTypes;
using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Shares;

/// <summary>What the storage runs in: settings, disk, clock, and where it tells of itself.</summary>
internal sealed record ShareEnvironment(
    string DataDirectory,
    WalOptions Wal,
    CacheOptions Cache,
    IDisk Disk,
    TimeProvider Clock,
    ILoggerFactory Loggers,
    WalMetrics WalMetrics,
    UploadMetrics UploadMetrics,
    BlockStoreMetrics BlockMetrics)
{
    /// <summary>Opens block stores; null for the ones that settings name.</summary>
    public IBlockStoreOpener? BlockStoreOpener { get; init; }

    /// <summary>What opens block stores.</summary>
    public IBlockStoreOpener Opener => BlockStoreOpener ?? new BlockStoreOpener(this);

    /// <summary>Opens the stores that are of no kind of our own.</summary>
    public StoreTypeRegistry StoreTypes { get; init; } = StoreTypeRegistry.Empty;

    /// <summary>Settings of the embedded metadata store.</summary>
    public RocksDbMetadataStoreOptions RocksDb { get; init; } = new();

    /// <summary>Settings of blocks in files.</summary>
    public FileSystemBlockStoreOptions BlockFiles { get; init; } = new();

    /// <summary>Where refused operations are noted.</summary>
    public RefusalLog Refusals { get; init; } = new(Clock);

    /// <summary>When what nobody needs any more goes.</summary>
    public CollectionOptions Collection { get; init; } = new();

    /// <summary>When rows are put beside their blocks.</summary>
    public DumpOptions Dumps { get; init; } = new();

    /// <summary>What a store of a registered type is opened with for a share.</summary>
    public StoreRequest MakeRequest(ShareId share, ShareName name, CustomStore store) => new()
    {
        Share = share,
        ShareName = name,
        Options = store.ReadOptions(),
        DataDirectory = DataDirectory,
        Clock = Clock,
        Loggers = Loggers,
    };
}
