using DittoFs.Storage.Content.Cache;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Content;

/// <summary>Reads of a share whose blocks are behind a network: what is near is not fetched, and what is fetched is right.</summary>
public sealed class RemoteReadTests
{
    private const int MiB = 1 << 20;

    [Fact]
    public async Task Read_AfterTheUpload_ComesFromTheLogsFilesAndNotFromTheStore()
    {
        await using var store = await Start();
        var node = await store.WriteFileAsync("file", 40);
        await store.DrainAsync();
        Assert.True(Directory.GetFiles(store.CacheDirectory, "*.seg").Length >= 2, "The log's freed segments are the cache.");
        await store.AssertFileAsync(node, 40);
        Assert.Equal(0, store.Blocks.Reads);
    }

    [Fact]
    public async Task Read_AfterARestart_FindsTheCacheAgain_AlsoWhileTheStoreIsAway()
    {
        var store = await Start();
        var node = await store.WriteFileAsync("file", 40);
        await store.DrainAsync();
        store = await store.RestartAsync();
        await using var disposed = store;
        store.Blocks.ReadError = FsError.Unavailable;
        await store.AssertFileAsync(node, 20);
        Assert.Equal(0, store.Blocks.Reads);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_AfterTheCacheWasLost_FetchesOnceAndKeepsWhatItFetched(bool damaged)
    {
        var store = await Start(memory: ByteSize.FromMebibytes(1));
        var node = await store.WriteFileAsync("file", 40);
        await store.DrainAsync();
        store = await store.RestartAsync(before: () => Spoil(store.CacheDirectory, damaged));
        await using var disposed = store;
        await store.AssertFileAsync(node, 40);
        Assert.InRange(store.Blocks.Reads, 20, 100);
        await store.AssertFileAsync(node, 40);
        var before = store.Blocks.Reads;
        await store.AssertFileAsync(node, 40);
        Assert.Equal(before, store.Blocks.Reads);
    }

    [Fact]
    public async Task Eviction_GivesBackMemoryAndDisk_AndWhatIsReadAgainIsFetchedAndRight()
    {
        await using var store = await Start();
        var node = await store.WriteFileAsync("file", 100);
        await store.DrainAsync();
        await store.AssertFileAsync(node, 10);
        var before = store.Storage.Engine.GetStatistics();
        Assert.True(before.Cache is { MemoryBytes: > 0, DiskBytes: > 0, DiskBytesMax: 256 * MiB }, $"{before.Cache}");
        Assert.True(before.Shares.Single().Reads is { MemoryBytes: > 0, DiskBytes: > 0, StoreBytes: 0, HitFraction: 1 });
        var dirty = await store.WriteFileAsync("dirty", 3);

        var evicted = await store.Storage.Engine.EvictCachesAsync(CacheTiers.Memory | CacheTiers.Disk);

        Assert.Equal((before.Cache.MemoryBytes, before.Cache.DiskBytes), (evicted.MemoryBytes, evicted.DiskBytes));
        Assert.True(store.Storage.Engine.GetStatistics().Cache is { MemoryBytes: 0, DiskBytes: 0 });
        await store.AssertFileAsync(node, 100);
        await store.AssertFileAsync(dirty, 3);
        Assert.True(store.Blocks.Reads > 0, "What was evicted was fetched.");
        Assert.True(store.Storage.Engine.GetStatistics().Shares.Single().Reads is { StoreBytes: > 0, HitFraction: < 1 });
    }

    [Fact]
    public async Task Read_WhileTheCacheDirectoryIsDeleted_IsRight()
    {
        await using var store = await Start(memory: ByteSize.FromMebibytes(1));
        var node = await store.WriteFileAsync("file", 40);
        await store.DrainAsync();
        Directory.Delete(store.CacheDirectory, recursive: true);
        await store.AssertFileAsync(node, 40);
        var second = await store.WriteFileAsync("second", 40);
        await store.DrainAsync();
        await store.AssertFileAsync(node, 40);
        await store.AssertFileAsync(second, 40);
    }

    [Fact]
    public async Task Read_OfAHole_OfWhatIsFar_AndOfWhatIsGone_AreThreeThings()
    {
        var store = await Start();
        var node = await store.WriteFileAsync("file", 1);
        await store.WriteAsync(node, 3 * MiB, Bytes(3));
        await store.DrainAsync();
        store = await store.RestartAsync(before: () => Spoil(store.CacheDirectory, damaged: false));
        await using var disposed = store;

        store.Blocks.ReadError = FsError.Unavailable;
        Assert.Equal(FsError.Unavailable, await store.TryReadAsync(node, 0));
        Assert.Equal(FsError.None, await store.TryReadAsync(node, MiB));
        Assert.Equal(new byte[MiB], await store.ReadAsync(node, MiB));
        store.Blocks.ReadError = FsError.NotFound;
        Assert.Equal(FsError.Corrupt, await store.TryReadAsync(node, 0));
        store.Blocks.ReadError = FsError.None;
        Assert.Equal(Bytes(0), await store.ReadAsync(node, 0));
        Assert.Equal(Bytes(3), await store.ReadAsync(node, 3 * MiB));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadAhead_OfBytesThatAreWrittenAnew_NeverShowsTheOldOnes(bool drained)
    {
        var store = await Start();
        var node = await store.WriteFileAsync("file", 8);
        await store.DrainAsync();
        store = await store.RestartAsync(before: () => Spoil(store.CacheDirectory, damaged: false));
        await using var disposed = store;

        var (gate, reached) = (new TaskCompletionSource(), new TaskCompletionSource());
        store.Blocks.BeforeRead = bytes =>
        {
            var isFrames = bytes > 100_000;
            _ = isFrames && reached.TrySetResult();
            return isFrames ? gate.Task : Task.CompletedTask;
        };
        var first = store.Storage.Files.ReadAsync(TestStorage.Root, node, 0, new byte[4096], default).AsTask();
        await reached.Task;
        var fresh = new byte[100_000];
        fresh.AsSpan().Fill(0xAB);
        var offset = 300_000;
        await store.WriteAsync(node, offset, fresh);
        if (drained)
        {
            await store.DrainAsync();
        }

        gate.SetResult();
        Assert.Equal(4096, (await first).Value.Count);
        var beside = new byte[1000];
        await store.Storage.Files.ReadAsync(TestStorage.Root, node, (ulong)offset - 1000, beside, default);
        Assert.Equal(Bytes(0)[(offset - 1000)..offset], beside);
        var read = new byte[fresh.Length];
        await store.Storage.Files.ReadAsync(TestStorage.Root, node, (ulong)offset, read, default);
        Assert.Equal(fresh, read);
    }

    [Fact]
    public async Task Read_InOrder_IsAheadOfTheReader()
    {
        var store = await Start(memory: ByteSize.FromMebibytes(64));
        var node = await store.WriteFileAsync("file", 40);
        await store.DrainAsync();
        store = await store.RestartAsync(before: () => Spoil(store.CacheDirectory, damaged: false));
        await using var disposed = store;

        // Once the reader is in the middle, what comes next is there or under way: nothing is fetched at his own request.
        var buffer = new byte[64 << 10];
        var own = 0;
        for (var offset = 0; offset < 40 * MiB; offset += buffer.Length)
        {
            var reading = store.Storage.Files.ReadAsync(TestStorage.Root, node, (ulong)offset, buffer, default);
            own += reading.IsCompleted ? 0 : 1;
            Assert.Equal(buffer.Length, (await reading).Value.Count);
            Assert.Equal(-1, buffer.AsSpan().CommonPrefixLength(Bytes(offset / MiB).AsSpan(offset % MiB, buffer.Length)) == buffer.Length ? -1 : offset);
        }

        // 160 frames; calls of the store are for runs of frames.
        Assert.InRange(store.Blocks.Reads, 1, 80);
        Assert.InRange(own, 0, 400);
    }

    [Fact]
    public async Task Read_AtRandom_FetchesWholeFramesAndNothingElse()
    {
        var store = await Start();
        var node = await store.WriteFileAsync("file", 40);
        await store.DrainAsync();
        store = await store.RestartAsync(before: () => Spoil(store.CacheDirectory, damaged: false));
        await using var disposed = store;
        foreach (var offset in new[] { 35, 3, 21, 12, 30, 7, 16 })
        {
            Assert.Equal(FsError.None, await store.TryReadAsync(node, offset * MiB, 4096));
        }

        // A frame for each read, and the indexes of at most three blocks with two or three calls each.
        Assert.InRange(store.Blocks.Reads, 7, 7 + 9);
    }

    private static void Spoil(string directory, bool damaged)
    {
        if (!damaged)
        {
            Directory.Delete(directory, recursive: true);
            return;
        }

        foreach (var path in Directory.GetFiles(directory, "*.seg"))
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            for (var offset = 4096L; offset < RandomAccess.GetLength(file); offset += 5000)
            {
                RandomAccess.Write(file, "spoilt"u8, offset);
            }
        }
    }

    private static byte[] Bytes(int seed)
    {
        var bytes = new byte[MiB];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static Task<RemoteShare> Start(ByteSize? memory = null) => RemoteShare.StartAsync(new CacheOptions
    {
        Memory = memory ?? ByteSize.FromMebibytes(16),
        Disk = ByteSize.FromMebibytes(256),
        ReadAhead = memory == ByteSize.FromMebibytes(1) ? default : ByteSize.FromMebibytes(4),
    });

    private sealed class RemoteShare(TestStorage storage, List<FaultyBlockStore> stores) : IAsyncDisposable
    {
        public TestStorage Storage => storage;

        public FaultyBlockStore Blocks => stores[^1];

        public string CacheDirectory => Path.Combine(storage.DataDirectory, "cache");

        public static async Task<RemoteShare> StartAsync(CacheOptions cache)
        {
            List<FaultyBlockStore> stores = [];
            var storage = await TestStorage.StartAsync(
                TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem),
                cache: cache,
                around: store =>
                {
                    stores.Add(TestStorage.Remote(store));
                    return stores[^1];
                });
            return new RemoteShare(storage, stores);
        }

        public async Task<RemoteShare> RestartAsync(Action? before = null) => new(await storage.RestartAsync(whileStopped: before), stores);

        public ValueTask DisposeAsync() => storage.DisposeAsync();

        public async Task<NodeId> WriteFileAsync(string name, int mebibytes)
        {
            var made = await storage.Files.CreateFileAsync(TestStorage.Root, NodeId.Root, FileName.FromText(name), CreateDisposition.Guarded, default, 0, default);
            for (var i = 0; i < mebibytes; i++)
            {
                await WriteAsync(made.Value.Node.Node, i * MiB, Bytes(i));
            }

            return made.Value.Node.Node;
        }

        public async Task WriteAsync(NodeId node, int offset, byte[] bytes) =>
            Assert.Equal(FsError.None, (await storage.Files.WriteAsync(TestStorage.Root, node, (ulong)offset, bytes, WriteStability.Unstable, default)).Error);

        public async Task DrainAsync() => Assert.Equal(FsError.None, (await storage.Engine.DrainShareAsync(storage.Definition.Id, default)).Error);

        public async Task<FsError> TryReadAsync(NodeId node, int offset, int length = MiB) =>
            (await storage.Files.ReadAsync(TestStorage.Root, node, (ulong)offset, new byte[length], default)).Error;

        public async Task<byte[]> ReadAsync(NodeId node, int offset)
        {
            var bytes = new byte[MiB];
            Assert.Equal(MiB, (await storage.Files.ReadAsync(TestStorage.Root, node, (ulong)offset, bytes, default)).Value.Count);
            return bytes;
        }

        public async Task AssertFileAsync(NodeId node, int mebibytes)
        {
            for (var i = 0; i < mebibytes; i++)
            {
                Assert.Equal(Bytes(i), await ReadAsync(node, i * MiB));
            }
        }
    }
}
