using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Shares;

/// <summary>A share whose store is away, beside one whose store works, in one log.</summary>
public sealed class ShareLogBudgetTests
{
    private const int MiB = 1 << 20;
    private static readonly ShareDefinition Stuck = TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem);
    private static readonly ShareDefinition Healthy = Stuck with { Id = TestRecords.Share(9), Name = ShareName.Parse("healthy"), Blocks = BlockStoreKind.Memory };

    [Fact]
    public async Task Writers_OfAShareThatFillsItsPart_SlowDown_AndThoseOfOthersDoNot()
    {
        await using var storage = await StartAsync();
        var stuck = storage.Share;
        var healthy = storage.Running.Single(share => share.FileSystem.ShareName == Healthy.Name);
        var node = await CreateAsync(stuck.FileSystem, "file");
        var paces = new List<TimeSpan>();
        for (var i = 0; stuck.Journal.HasRoom; i++)
        {
            paces.Add(stuck.Journal.GetPace(MiB));
            await WriteAsync(stuck.FileSystem, node, i);
            Assert.Equal(TimeSpan.Zero, healthy.Journal.GetPace(MiB));
        }

        Assert.Equal(64, paces.Count);
        Assert.Equal(paces.Order(), paces);
        Assert.Equal(TimeSpan.Zero, paces[40]);
        Assert.True(paces[^1] > TimeSpan.FromMilliseconds(100));
        Assert.True(healthy.Journal.HasRoom);

        // Room comes back with the store, and who waits is told.
        var waiting = stuck.Journal.WaitForRoomAsync(default);
        Assert.False(waiting.IsCompleted);
        Return(storage);
        Assert.Equal(FsError.None, (await stuck.Uploader.DrainAsync(default)).Error);
        Assert.Equal(FsError.None, (await waiting).Error);
    }

    [Fact]
    public async Task Bytes_ThatCanNotBeUploaded_DoNotKeepTheLogOfOthers()
    {
        var storage = await StartAsync();
        var stuck = storage.Files;
        var healthy = storage.Running.Single(share => share.FileSystem.ShareName == Healthy.Name).FileSystem;
        var node = await CreateAsync(stuck, "file");
        for (var i = 0; i < 20; i++)
        {
            await WriteAsync(stuck, node, i);
        }

        // Over a part of it once more, so that what is moved must be the newest.
        await WriteAsync(stuck, node, 3, seed: 33);
        Assert.NotEqual(FsError.None, (await storage.Share.Uploader.DrainAsync(default)).Error);

        // Three times what the log holds.
        var other = await CreateAsync(healthy, "file");
        for (var i = 0; i < 768; i++)
        {
            await WriteAsync(healthy, other, i % 100, seed: i);
        }

        for (var i = 0; i < 20; i++)
        {
            await AssertBytesAsync(stuck, node, i, i == 3 ? 33 : i);
        }

        Assert.Equal(FsError.None, (await stuck.CommitAsync(TestStorage.Root, node, default)).Error);
        var crashed = await storage.CrashAsync();
        await storage.DisposeAsync();
        await using var again = crashed;
        Assert.Equal(20UL * MiB, (await again.Files.GetAttributesAsync(TestStorage.Root, node, default)).Value.Size);
        for (var i = 0; i < 20; i++)
        {
            await AssertBytesAsync(again.Files, node, i, i == 3 ? 33 : i);
        }
    }

    /// <summary>
    /// The log as a whole has room enough, and nothing is old: it is the share's own part that is nearly full, also where that holds less than fills a block.
    /// </summary>
    [Theory]
    [InlineData(12)]
    [InlineData(64)]
    public async Task Share_ThatFillsItsPart_IsUploaded_ThoughTheLogHasRoom(int part)
    {
        var wal = TestStorage.SmallLog();
        (wal.Budget, wal.ShareBudget) = (ByteSize.FromMebibytes(1024), ByteSize.FromMebibytes(part));
        await using var storage = await TestStorage.StartAsync(Healthy, wal: wal);
        var node = await CreateAsync(storage.Files, "file");
        for (var i = 0; i < 3 * part; i++)
        {
            await WriteAsync(storage.Files, node, i);
        }

        Assert.True(storage.Share.Content.DirtyBytes < part * MiB);
        await AssertBytesAsync(storage.Files, node, 0, 0);
        await AssertBytesAsync(storage.Files, node, part, part);
    }

    private static async Task<TestStorage> StartAsync()
    {
        var wal = new WalOptions
        {
            Budget = ByteSize.FromMebibytes(256),
            SegmentSize = ByteSize.FromMebibytes(16),
            ShareBudget = ByteSize.FromMebibytes(64),
            UploadDelay = TimeSpan.Zero,
            CheckpointInterval = TimeSpan.FromSeconds(1),
        };
        var storage = await TestStorage.StartAsync(Stuck, wal: wal);
        Directory.Move(Path.Combine(storage.DataDirectory, "blocks"), Path.Combine(storage.DataDirectory, "away"));
        Assert.Equal(FsError.None, (await storage.Engine.AddShareAsync(Healthy, default)).Error);
        return storage;
    }

    private static void Return(TestStorage storage) => Directory.Move(Path.Combine(storage.DataDirectory, "away"), Path.Combine(storage.DataDirectory, "blocks"));

    private static async Task<NodeId> CreateAsync(ShareFileSystem files, string name) =>
        (await files.CreateFileAsync(TestStorage.Root, NodeId.Root, FileName.FromText(name), CreateDisposition.Guarded, default, 0, default)).Value.Node.Node;

    private static async Task WriteAsync(ShareFileSystem files, NodeId node, int mebibyte, int? seed = null) => Assert.Equal(
        FsError.None, (await files.WriteAsync(TestStorage.Root, node, (ulong)mebibyte * MiB, Bytes(seed ?? mebibyte), WriteStability.Unstable, default)).Error);

    private static async Task AssertBytesAsync(ShareFileSystem files, NodeId node, int mebibyte, int seed)
    {
        var bytes = new byte[MiB];
        Assert.Equal(MiB, (await files.ReadAsync(TestStorage.Root, node, (ulong)mebibyte * MiB, bytes, default)).Value.Count);
        Assert.Equal(Bytes(seed), bytes);
    }

    private static byte[] Bytes(int seed)
    {
        var bytes = new byte[MiB];
        bytes.AsSpan().Fill((byte)(seed + 1));
        BitConverter.TryWriteBytes(bytes, seed);
        return bytes;
    }
}
