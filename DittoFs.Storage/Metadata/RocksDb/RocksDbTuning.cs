using DittoFs.Storage.Primitives;
using RocksDbSharp;

namespace DittoFs.Storage.Metadata.RocksDb;

/// <summary>RocksDB's own settings: bounded memory, bounded files, no log of its own, no statistics.</summary>
internal static class RocksDbTuning
{
    private const int BloomBitsPerKey = 10;
    private const ulong TableBlockBytes = 8 << 10;
    private const int MemtablesMax = 2;
    private const int InfoLogsKept = 2;

    /// <summary>The settings for <paramref name="options"/>.</summary>
    public static DbOptions Create(RocksDbMetadataStoreOptions options)
    {
        var settings = new DbOptions()
            .SetCreateIfMissing(true)
            .SetParanoidChecks(true)
            .SetMaxOpenFiles(options.OpenFilesMax)
            .SetWriteBufferSize((ulong)options.MemtableSize.Bytes)
            .SetMaxWriteBufferNumber(MemtablesMax)
            .SetCompression(Compression.Lz4)
            .SetLevelCompactionDynamicLevelBytes(true)
            .SetBlockBasedTableFactory(CreateTableOptions(options.BlockCacheSize))
            .SetInfoLogLevel(InfoLogLevel.Warn)
            .SetMaxLogFileSize(1 << 20)
            .SetKeepLogFileNum(InfoLogsKept)
            .SetStatsDumpPeriodSec(0);
        SetNative(settings.Handle, options);
        return settings;
    }

    private static BlockBasedTableOptions CreateTableOptions(ByteSize cacheSize) => new BlockBasedTableOptions()
        .SetBlockCache(Cache.CreateLru((ulong)cacheSize.Bytes))
        .SetCacheIndexAndFilterBlocks(true)
        .SetPinL0FilterAndIndexBlocksInCache(true)
        .SetFilterPolicy(BloomFilterPolicy.Create(BloomBitsPerKey, false))
        .SetBlockSize(TableBlockBytes);

    private static void SetNative(IntPtr settings, RocksDbMetadataStoreOptions options)
    {
        var library = Native.Instance;
        library.rocksdb_options_set_max_background_jobs(settings, options.BackgroundJobs);
        library.rocksdb_options_set_stats_persist_period_sec(settings, 0);

        // With a file manager RocksDB looks for room by itself after a full disk and takes writes again; without one it stays read-only.
        var environment = library.rocksdb_create_default_env();
        var files = library.rocksdb_sst_file_manager_create(environment);
        library.rocksdb_options_set_sst_file_manager(settings, files);
        library.rocksdb_sst_file_manager_destroy(files);
        library.rocksdb_env_destroy(environment);
    }
}
