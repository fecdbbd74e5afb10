using DittoFs.Storage.Content.Cache;
using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Disk;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Web.Tests.Storage.Content.Cache;

public sealed class DiskCacheTests : IDisposable
{
    private const int Segment = 1 << 20;
    private const int Budget = 4 * Segment;
    private const int Frame = 100_000;
    private readonly TemporaryDirectory directory = new();
    private readonly PosixDisk disk = new();

    private string Folder => Path.Combine(directory.Path, "cache");

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Read_OfWhatWasAdded_ReturnsIt_AlsoAfterARestart()
    {
        var blocks = Enumerable.Range(1, 20).Select(Make).ToList();
        using (var cache = Open())
        {
            blocks.ForEach(block => AddAll(cache, block));
            blocks.ForEach(block => AssertHas(cache, block));
        }

        using var again = Open();
        blocks.ForEach(block => AssertHas(again, block));
        Assert.True(again.TryGetIndex(blocks[0].Index.Block, out var index));
        Assert.Equal(blocks[0].Index[0], index[0]);
    }

    [Fact]
    public void Add_BeyondTheBudget_DropsTheOldestFileAndNeverTakesMore()
    {
        using var cache = Open();
        var blocks = Enumerable.Range(1, 100).Select(Make).ToList();
        foreach (var block in blocks)
        {
            AddAll(cache, block);
            Assert.InRange(cache.Bytes, 1, Budget);
            Assert.InRange(Directory.GetFiles(Folder, "*.seg").Sum(path => new FileInfo(path).Length), 1, Budget);
        }

        AssertHas(cache, blocks[^1]);
        Assert.False(cache.TryRead(new FrameKey(blocks[0].Index.Block, 0), new byte[Frame]));
        Assert.False(cache.TryGetIndex(blocks[0].Index.Block, out _));
    }

    [Fact]
    public void Open_WithASmallerBudget_KeepsTheYoungest()
    {
        var blocks = Enumerable.Range(1, 40).Select(Make).ToList();
        using (var cache = Open())
        {
            blocks.ForEach(block => AddAll(cache, block));
        }

        using var again = DiskCache.Open(disk, Folder, 2 * Segment, Segment, TimeProvider.System, NullLogger.Instance);
        Assert.InRange(again.Bytes, 1, 2 * Segment);
        AssertHas(again, blocks[^1]);
        Assert.False(again.TryRead(new FrameKey(blocks[0].Index.Block, 0), new byte[Frame]));
        Assert.InRange(Directory.GetFiles(Folder, "*.seg").Length, 1, 2);
    }

    [Theory]
    [InlineData("idx", 0, "an index whose magic is damaged")]
    [InlineData("idx", 60, "an index whose entry is damaged")]
    [InlineData("idx", -1, "an index whose checksum is damaged")]
    public void Open_OnADamagedIndex_DropsTheFile(string extension, int offset, string what)
    {
        var block = Make(1);
        using (var cache = Open())
        {
            AddAll(cache, block);
        }

        var path = Directory.GetFiles(Folder, $"*.{extension}").Single();
        var bytes = File.ReadAllBytes(path);
        bytes[offset < 0 ? bytes.Length - 1 : offset] ^= 0x10;
        File.WriteAllBytes(path, bytes);
        using var again = Open();
        Assert.False(again.TryRead(new FrameKey(block.Index.Block, 0), new byte[Frame]), what);
        Assert.Equal(0, again.Bytes);
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public void Open_OnIndexesCutAnywhere_NeverThrows()
    {
        using (var cache = Open())
        {
            AddAll(cache, Make(1));
        }

        var path = Directory.GetFiles(Folder, "*.idx").Single();
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Null(CachedSegmentIndex.TryDecode(whole.AsSpan(0, length)));
        }

        Assert.NotNull(CachedSegmentIndex.TryDecode(whole));
    }

    [Fact]
    public void Use_WhileTheDirectoryIsDeleted_GoesOn()
    {
        using var cache = Open();
        AddAll(cache, Make(1));
        Directory.Delete(Folder, recursive: true);
        for (var number = 2; number < 80; number++)
        {
            AddAll(cache, Make(number));
        }

        AssertHas(cache, Make(79));
        Assert.InRange(Directory.GetFiles(Folder, "*.seg").Length, 1, 4);
    }

    [Fact]
    public void Add_OnAFullDisk_IsAMissAndHealsWithSpace()
    {
        var full = new SimulatedDisk { FreeBytes = 0 };
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var cache = DiskCache.Open(full, "/cache", Budget, Segment, clock, NullLogger.Instance);
        AddAll(cache, Make(1));
        Assert.False(cache.TryRead(new FrameKey(Make(1).Index.Block, 0), new byte[Frame]));
        Assert.Equal(0, cache.Bytes);
        full.FreeBytes = long.MaxValue;
        clock.Advance(TimeSpan.FromMinutes(1));
        AddAll(cache, Make(1));
        AssertHas(cache, Make(1));
    }

    [Fact]
    public void GiveUp_HandsOutTheOldestFileThatNobodyReads()
    {
        using var cache = Open();
        Enumerable.Range(1, 30).ToList().ForEach(number => AddAll(cache, Make(number)));
        var before = cache.Bytes;
        var given = cache.GiveUp();
        Assert.True(File.Exists(given));
        Assert.Equal(before - Segment, cache.Bytes);
        while (cache.GiveUp() is not null)
        {
            // Until only the file is left that is being filled.
        }

        Assert.Equal(Segment, cache.Bytes);
    }

    [Fact]
    public void Forget_DropsABlock()
    {
        using var cache = Open();
        AddAll(cache, Make(1));
        AddAll(cache, Make(2));
        cache.Forget(Make(1).Index.Block);
        Assert.False(cache.TryRead(new FrameKey(Make(1).Index.Block, 0), new byte[Frame]));
        AssertHas(cache, Make(2));
    }

    private DiskCache Open() => DiskCache.Open(disk, Folder, Budget, Segment, TimeProvider.System, NullLogger.Instance);

    private static (BlockIndex Index, byte[] Bytes) Make(int number)
    {
        var bytes = new byte[2 * Frame];
        new Random(number).NextBytes(bytes);
        var id = Block(number);
        BlockFrame Describe(int frame) => new(
            (uint)(BlockCodec.HeaderLength + (frame * Frame)), Frame, (uint)(frame * Frame), Frame, BlockCodec.ComputeFrameChecksum(id, frame, bytes.AsSpan(frame * Frame, Frame)));
        return (new BlockIndex(id, [Describe(0), Describe(1)]), bytes);
    }

    private static void AddAll(DiskCache cache, (BlockIndex Index, byte[] Bytes) block)
    {
        cache.Add(block.Index, 0, block.Bytes.AsMemory(0, Frame));
        cache.Add(block.Index, 1, block.Bytes.AsMemory(Frame));
    }

    private static void AssertHas(DiskCache cache, (BlockIndex Index, byte[] Bytes) block)
    {
        for (var frame = 0; frame < 2; frame++)
        {
            var stored = new byte[Frame];
            Assert.True(cache.TryRead(new FrameKey(block.Index.Block, frame), stored));
            Assert.Equal(block.Bytes[(frame * Frame)..((frame + 1) * Frame)], stored);
        }
    }
}
