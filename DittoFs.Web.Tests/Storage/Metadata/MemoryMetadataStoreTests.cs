using DittoFs.Storage.Metadata;
using DittoFs.Storage.Metadata.Memory;
using DittoFs.Storage.Conformance;

namespace DittoFs.Web.Tests.Storage.Metadata;

public sealed class MemoryMetadataStoreTests : MetadataStoreConformance
{
    protected override IMetadataStore OpenStore() => new MemoryMetadataStore();

    [Fact]
    public void Store_IsNotPersistent() => Assert.False(Store.IsPersistent);
}
