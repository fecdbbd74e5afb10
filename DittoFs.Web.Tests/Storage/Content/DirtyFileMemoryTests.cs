using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Content;

public sealed class DirtyFileMemoryTests
{
    private const int Files = 10_000;
    private const int BytesPerFileMax = 1500;

    [Fact]
    public async Task Files_OfOneByteThatWaitForTheirUpload_TakeLittleMemoryEach()
    {
        await using var storage = await TestStorage.StartAsync(TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem));
        var content = storage.Share.Content;
        var payload = new byte[1];
        WriteAll(1_000_000, 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        WriteAll(2_000_000, Files);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Files, 1, BytesPerFileMax);
        Assert.Equal(Files + 100, content.DirtyBytes);

        void WriteAll(int first, int count)
        {
            for (var i = first; i < first + count; i++)
            {
                var (node, id) = (new NodeId((ulong)i), new ContentId((ulong)i));
                content.Create(id, node);
                Assert.Equal(FsError.None, content.Write(new WalDataPrefix(node, id, 0, 1, 1, default, default, 0x1A4), payload).Error);
            }
        }
    }
}
