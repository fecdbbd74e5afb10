using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Storage.Conformance;

namespace DittoFs.Web.Tests.Storage.Files;

public sealed class MemoryShareTests() : FileSystemConformance(MetadataStoreKind.Memory, BlockStoreKind.Memory);

public sealed class RocksDbShareTests() : PersistentFileSystemConformance(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem);

public sealed class PostgresShareTests() : PersistentFileSystemConformance(MetadataStoreKind.Postgres, BlockStoreKind.FileSystem);

public sealed class RocksDbWithMemoryBlocksTests() : FileSystemConformance(MetadataStoreKind.RocksDb, BlockStoreKind.Memory);
