using DittoFs.Storage.Blocks;
using DittoFs.Storage.Blocks.Memory;
using DittoFs.Web.Tests.Storage.Conformance;

namespace DittoFs.Web.Tests.Storage.Blocks;

public sealed class MemoryBlockStoreTests : BlockStoreConformance
{
    private protected override Task<IBlockStore> OpenStoreAsync() => Task.FromResult<IBlockStore>(new MemoryBlockStore(TimeProvider.System));

    [Fact]
    public async Task Put_OfBytesThatChangeLater_KeepsThem()
    {
        var bytes = new byte[] { 1, 2, 3 };
        await PutAsync(Support.TestRecords.Block(1), bytes);
        bytes[0] = 9;
        await AssertContentAsync(Support.TestRecords.Block(1), [1, 2, 3]);
    }
}
