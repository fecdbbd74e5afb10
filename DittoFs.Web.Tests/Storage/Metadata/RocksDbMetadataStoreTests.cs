using DittoFs.Storage.Metadata;
using DittoFs.Storage.Metadata.RocksDb;
using DittoFs.Web.Tests.Storage.Conformance;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Metadata;

public sealed class RocksDbMetadataStoreTests : MetadataStoreConformance, IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    private protected override IMetadataStore OpenStore() => RocksDbMetadataStore.Open(directory.Combine("metadata"), new RocksDbMetadataStoreOptions());
}
