using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Files;

public sealed class RemoveShareTests
{
    [Fact]
    public async Task RemoveShare_WhileClientsWork_EndsTheirCallsAndKeepsWhatWasAnswered()
    {
        await using var storage = await TestStorage.StartAsync(TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem));
        var files = storage.Files;
        var clients = Enumerable.Range(0, 8).Select(client => Task.Run(() => CreateUntilRefusedAsync(files, client))).ToList();
        while (!(await files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText("c7-20"), default)).IsSuccess)
        {
            await Task.Yield();
        }

        Assert.Equal(FsError.None, (await storage.Engine.RemoveShareAsync(storage.Definition.Id, default)).Error);
        var made = await Task.WhenAll(clients);
        Assert.Equal(FsError.Unavailable, (await files.GetAttributesAsync(TestStorage.Root, NodeId.Root, default)).Error);

        Assert.Equal(FsError.None, (await storage.Engine.AddShareAsync(storage.Definition, default)).Error);
        for (var client = 0; client < 8; client++)
        {
            var last = FileName.FromText($"c{client}-{made[client] - 1}");
            Assert.Equal(FsError.None, (await storage.Files.LookupAsync(TestStorage.Root, NodeId.Root, last, default)).Error);
        }
    }

    private static async Task<int> CreateUntilRefusedAsync(ShareFileSystem files, int client)
    {
        for (var i = 0; ; i++)
        {
            var made = await files.CreateFileAsync(TestStorage.Root, NodeId.Root, FileName.FromText($"c{client}-{i}"), CreateDisposition.Guarded, default, 0, default);
            if (!made.IsSuccess)
            {
                Assert.Equal(FsError.Unavailable, made.Error);
                return i;
            }
        }
    }
}
