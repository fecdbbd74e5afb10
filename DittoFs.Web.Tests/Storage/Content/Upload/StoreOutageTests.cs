using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Content.Upload;

/// <summary>The block store is away for a while: its directory is not there, as when a disk was unmounted.</summary>
public sealed class StoreOutageTests
{
    private const int FileBytes = 300_000;

    [Fact]
    public async Task Outage_KeepsWritesGoing_TellsWhatIsAtRisk_AndUploadsWithoutARestart()
    {
        await using var storage = await TestStorage.StartAsync(TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem));
        var directory = Path.Combine(storage.DataDirectory, "blocks");
        Directory.Move(directory, directory + ".away");
        var nodes = new List<NodeId>();
        for (var i = 0; i < 20; i++)
        {
            nodes.Add(await WriteAsync(storage.Files, $"f{i}", (byte)(i + 1)));
        }

        Assert.NotEqual(FsError.None, (await storage.Share.Uploader.DrainAsync(default)).Error);
        var share = Assert.Single(storage.Engine.GetStatistics().Shares);
        Assert.Equal(20L * FileBytes, share.BytesAtRisk);
        Assert.NotEqual(FsError.None, share.UploadFailure);
        Assert.True(share.AtRiskAge > TimeSpan.Zero);
        Assert.Equal(0, share.BlocksUnderWay);
        await AssertBytesAsync(storage.Files, nodes);

        Directory.Move(directory + ".away", directory);
        Assert.Equal(FsError.None, (await storage.Share.Uploader.DrainAsync(default)).Error);
        share = Assert.Single(storage.Engine.GetStatistics().Shares);
        Assert.Equal((0L, FsError.None, TimeSpan.Zero), (share.BytesAtRisk, share.UploadFailure, share.AtRiskAge));
        await AssertBytesAsync(storage.Files, nodes);
    }

    [Fact]
    public async Task Drain_OfOneLargeFileByManyAtOnce_KeepsEveryByteAndUploadsEachOnce()
    {
        await using var storage = await TestStorage.StartAsync(TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem));
        var node = await WriteAsync(storage.Files, "large", 1);
        var bytes = new byte[1 << 20];
        for (var i = 0; i < 100; i++)
        {
            bytes.AsSpan().Fill((byte)(i + 1));
            Assert.Equal(FsError.None, (await storage.Files.WriteAsync(TestStorage.Root, node, (ulong)i << 20, bytes, WriteStability.Unstable, default)).Error);
        }

        var drained = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => storage.Share.Uploader.DrainAsync(default))));
        Assert.All(drained, result => Assert.Equal(FsError.None, result.Error));
        Assert.Equal(0, storage.Share.Content.DirtyBytes);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(1 << 20, (await storage.Files.ReadAsync(TestStorage.Root, node, (ulong)i << 20, bytes, default)).Value.Count);
            Assert.Equal(-1, bytes.AsSpan().IndexOfAnyExcept((byte)(i + 1)));
        }

        // What every block holds is needed: nothing went up twice.
        var stored = new DirectoryInfo(Path.Combine(storage.DataDirectory, "blocks")).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        Assert.InRange(stored, 100L << 20, 101L << 20);
    }

    private static async Task<NodeId> WriteAsync(ShareFileSystem files, string name, byte value)
    {
        var made = await files.CreateFileAsync(TestStorage.Root, NodeId.Root, FileName.FromText(name), CreateDisposition.Guarded, default, 0, default);
        var bytes = new byte[FileBytes];
        bytes.AsSpan().Fill(value);
        Assert.Equal(FsError.None, (await files.WriteAsync(TestStorage.Root, made.Value.Node.Node, 0, bytes, WriteStability.FileSync, default)).Error);
        return made.Value.Node.Node;
    }

    private static async Task AssertBytesAsync(ShareFileSystem files, List<NodeId> nodes)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            var buffer = new byte[FileBytes];
            Assert.Equal(FileBytes, (await files.ReadAsync(TestStorage.Root, nodes[i], 0, buffer, default)).Value.Count);
            Assert.Equal(-1, buffer.AsSpan().IndexOfAnyExcept((byte)(i + 1)));
        }
    }
}
