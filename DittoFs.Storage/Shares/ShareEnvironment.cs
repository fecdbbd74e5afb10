using DittoFs.Storage.Blocks.Decorators;
using DittoFs.Storage.Collection;
using DittoFs.Storage.Content.Cache;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Disk;
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
    /// <summary>When what nobody needs any more goes.</summary>
    public CollectionOptions Collection { get; init; } = new();
}
