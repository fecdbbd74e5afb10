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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Share_ThatIsStoppedAndStarted_HasWhatIsInTheLogOnly(bool killedAfterwards)
    {
        var storage = await TestStorage.StartAsync(TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem));
        var made = await storage.Files.CreateFileAsync(TestStorage.Root, NodeId.Root, FileName.FromText("file"), CreateDisposition.Guarded, default, 0, default);
        var node = made.Value.Node.Node;
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        await storage.Files.WriteAsync(TestStorage.Root, node, 0, bytes.AsMemory(0, 200_000), WriteStability.FileSync, default);
        await storage.Files.WriteAsync(TestStorage.Root, node, 100_000, bytes.AsMemory(100_000), WriteStability.FileSync, default);
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(FsError.None, (await storage.Engine.RemoveShareAsync(storage.Definition.Id, default)).Error);
            Assert.Equal(FsError.None, (await storage.Engine.AddShareAsync(storage.Definition, default)).Error);
            Assert.Equal(300_000, storage.Share.Content.DirtyBytes);
            await AssertBytesAsync(storage.Files, node, bytes);
        }

        if (killedAfterwards)
        {
            var killed = storage;
            storage = await killed.CrashAsync();
            await killed.DisposeAsync();
            await AssertBytesAsync(storage.Files, node, bytes);
        }

        Assert.Equal(FsError.None, (await storage.Engine.DrainShareAsync(storage.Definition.Id, default)).Error);
        await AssertBytesAsync(storage.Files, node, bytes);
        await storage.DisposeAsync();
    }

    private static async Task AssertBytesAsync(ShareFileSystem files, NodeId node, byte[] expected)
    {
        var read = new byte[expected.Length + 1];
        Assert.Equal(expected.Length, (await files.ReadAsync(TestStorage.Root, node, 0, read, default)).Value.Count);
        Assert.True(read.AsSpan(0, expected.Length).SequenceEqual(expected));
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
