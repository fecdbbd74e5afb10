using DittoFs.Storage.Content.Cache;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Storage.Conformance;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Files;

public sealed class MemoryShareTests() : FileSystemConformance(MetadataStoreKind.Memory, BlockStoreKind.Memory);

public sealed class RocksDbShareTests() : PersistentFileSystemConformance(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem);

public sealed class PostgresShareTests() : PersistentFileSystemConformance(MetadataStoreKind.Postgres, BlockStoreKind.FileSystem);

/// <summary>Stores from outside, as the sample has them.</summary>
public sealed class SampleStoreShareTests() : PersistentFileSystemConformance(MetadataStoreKind.Custom, BlockStoreKind.Custom);

public sealed class RocksDbWithMemoryBlocksTests() : FileSystemConformance(MetadataStoreKind.RocksDb, BlockStoreKind.Memory);

/// <summary>Blocks behind a network, and caches that hold next to nothing.</summary>
public sealed class RocksDbWithRemoteBlocksTests() : PersistentFileSystemConformance(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem)
{
    private protected override Task<TestStorage> StartAsync(ShareDefinition definition) => TestStorage.StartAsync(
        definition, cache: new CacheOptions { Memory = ByteSize.FromMebibytes(1), Disk = ByteSize.FromMebibytes(64), ReadAhead = ByteSize.FromKibibytes(256) }, around: TestStorage.Remote);
}
