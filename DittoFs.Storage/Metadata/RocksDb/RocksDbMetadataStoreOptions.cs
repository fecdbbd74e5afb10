using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata.RocksDb;

/// <summary>Settings of the embedded RocksDB. Its memory is at most <c>2 × MemtableSize + BlockCacheSize</c> and the table files that are open.</summary>
public sealed class RocksDbMetadataStoreOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "RocksDb";

    /// <summary>Rows that wait in memory for their table file; there are two such buffers. 4 MiB to 1 GiB.</summary>
    public ByteSize MemtableSize { get; set; } = ByteSize.FromMebibytes(64);

    /// <summary>Cache of table blocks, indexes and filters. 8 MiB to 64 GiB.</summary>
    public ByteSize BlockCacheSize { get; set; } = ByteSize.FromMebibytes(64);

    /// <summary>Table files that are kept open; 16 to 100,000.</summary>
    public int OpenFilesMax { get; set; } = 256;

    /// <summary>Threads that write and merge table files; 1 to 16.</summary>
    public int BackgroundJobs { get; set; } = 2;
}
