using DittoFs.Storage.Content.Cache;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Files;

/// <summary>A cache that is far too small for what is used: everything is evicted and fetched again all the time, and nothing is lost by that.</summary>
public sealed class CacheEvictionTests
{
    [Fact]
    public async Task Operations_WithATinyCache_GiveTheSameResults()
    {
        const int fileCount = 3_000;
        var definition = TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem);
        await using var storage = await TestStorage.StartAsync(definition, cache: new CacheOptions { Metadata = new ByteSize(100_000) });
        await Parallel.ForAsync(0, fileCount, async (i, _) => await MakeAsync(storage, i));
        await FoldAsync(storage);
        await Parallel.ForAsync(0, fileCount, async (i, _) => await TouchAsync(storage, i));
        await storage.Share.Uploader.DrainAsync(default);
        await FoldAsync(storage);
        for (var i = 0; i < fileCount; i++)
        {
            var found = await storage.Files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText($"f{i}"), default);
            Assert.Equal((FsError.None, 101UL), (found.Error, found.Value.Node.Size));
            var buffer = new byte[200];
            Assert.Equal(101, (await storage.Files.ReadAsync(TestStorage.Root, found.Value.Node.Node, 0, buffer, default)).Value.Count);
            Assert.Equal(((byte)i, (byte)(i + 1)), (buffer[0], buffer[100]));
        }

        // Reading moved access times, so the nodes are kept until those are folded; the sweep runs beside the test.
        while (storage.Files.CachedNodeCount > fileCount / 2)
        {
            await FoldAsync(storage);
            await Task.Delay(10);
        }

        Assert.NotEqual(0, storage.Files.CachedNodeCount);
    }

    private static async Task FoldAsync(TestStorage storage)
    {
        storage.Files.Fold();
        Assert.Equal(FsError.None, (await storage.Share.Metadata.Committer.WaitAllAppliedAsync()).Error);
        storage.Files.Fold();
    }

    private static async Task MakeAsync(TestStorage storage, int i)
    {
        var made = await storage.Files.CreateFileAsync(TestStorage.Root, NodeId.Root, FileName.FromText($"f{i}"), CreateDisposition.Guarded, default, 0, default);
        var bytes = new byte[100];
        bytes[0] = (byte)i;
        Assert.Equal(FsError.None, (await storage.Files.WriteAsync(TestStorage.Root, made.Value.Node.Node, 0, bytes, WriteStability.Unstable, default)).Error);
    }

    private static async Task TouchAsync(TestStorage storage, int i)
    {
        var found = await storage.Files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText($"f{i}"), default);
        byte[] last = [(byte)(i + 1)];
        Assert.Equal(FsError.None, (await storage.Files.WriteAsync(TestStorage.Root, found.Value.Node.Node, 100, last, WriteStability.Unstable, default)).Error);
    }
}
