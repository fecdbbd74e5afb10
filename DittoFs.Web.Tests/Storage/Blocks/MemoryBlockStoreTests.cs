using DittoFs.Storage.Blocks;
using DittoFs.Storage.Blocks.Memory;
using DittoFs.Storage.Conformance;

namespace DittoFs.Web.Tests.Storage.Blocks;

public sealed class MemoryBlockStoreTests : BlockStoreConformance
{
    protected override Task<IBlockStore> OpenStoreAsync() => Task.FromResult<IBlockStore>(new MemoryBlockStore(TimeProvider.System));

    [Fact]
    public async Task Put_OfBytesThatChangeLater_KeepsThem()
    {
        var bytes = new byte[] { 1, 2, 3 };
        await PutAsync(TestRecords.Block(1), bytes);
        bytes[0] = 9;
        await AssertContentAsync(TestRecords.Block(1), [1, 2, 3]);
    }
}
