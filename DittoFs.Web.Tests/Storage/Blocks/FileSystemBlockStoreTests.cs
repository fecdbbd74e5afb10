using DittoFs.Storage.Blocks;
using DittoFs.Storage.Blocks.FileSystem;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Conformance;
using DittoFs.Web.Tests.Support;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Web.Tests.Storage.Blocks;

public sealed class FileSystemBlockStoreTests : BlockStoreConformance, IDisposable
{
    private static readonly ShareId Share = TestRecords.Share(1);
    private readonly TemporaryDirectory directory = new();

    private string Root => directory.Combine("blocks");

    public void Dispose() => directory.Dispose();

    protected override Task<IBlockStore> OpenStoreAsync() =>
        Task.FromResult<IBlockStore>(FileSystemBlockStore.Open(Root, Share, new FileSystemBlockStoreOptions()));

    [Fact]
    public async Task Blocks_SurviveAReopen()
    {
        Assert.True(Store.IsPersistent);
        await PutAsync(Block(1), [1, 2, 3]);
        await ReopenAsync();
        await AssertContentAsync(Block(1), [1, 2, 3]);
        Assert.Equal(3, Assert.Single(await ListAsync()).Length);
    }

    [Fact]
    public async Task Open_AfterACrashDuringAPut_RemovesWhatItLeft()
    {
        var unfinished = Path.Combine(Root, "incoming", $"{Block(1)}.7");
        await File.WriteAllBytesAsync(unfinished, [1, 2, 3]);
        Assert.Empty(await ListAsync());
        await ReopenAsync();
        Assert.False(File.Exists(unfinished));
        Assert.Equal(FsError.NotFound, (await Store.ReadAsync(Block(1), 0, new byte[1], None)).Error);
    }

    [Fact]
    public async Task Put_ThatSucceeded_LeavesNothingUnfinished()
    {
        await PutAsync(Block(1), [1]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Root, "incoming")));
    }

    [Fact]
    public void Open_OfAnotherSharesDirectory_IsRefused() => AssertRefused(Root, TestRecords.Share(2), "belongs to share");

    [Fact]
    public void Open_OfAnUnknownFormat_IsRefused()
    {
        var marker = Path.Combine(Root, "store.json");
        File.WriteAllText(marker, File.ReadAllText(marker).Replace(":1,", ":2,", StringComparison.Ordinal));
        AssertRefused(Root, Share, "format version 2");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"format\":1}")]
    public void Open_WithADamagedMarker_IsRefused(string marker)
    {
        File.WriteAllText(Path.Combine(Root, "store.json"), marker);
        AssertRefused(Root, Share, "backup");
    }

    [Fact]
    public void Open_OfADirectoryWithOtherFiles_IsRefused()
    {
        Directory.CreateDirectory(directory.Combine("other"));
        File.WriteAllText(directory.Combine("other", "photo.jpg"), "x");
        AssertRefused(directory.Combine("other"), Share, "photo.jpg");
        Assert.Single(Directory.EnumerateFileSystemEntries(directory.Combine("other")));
    }

    [Fact]
    public async Task Open_OfAFreshFileSystem_TakesIt()
    {
        Directory.CreateDirectory(directory.Combine("disk", "lost+found"));
        File.WriteAllText(directory.Combine("disk", "store.json.new"), "{");
        await using var store = FileSystemBlockStore.Open(directory.Combine("disk"), Share, new FileSystemBlockStoreOptions());
        Assert.True(File.Exists(directory.Combine("disk", "store.json")));
    }

    [Fact]
    public async Task Put_IntoADirectoryThatIsGone_IsUnavailable()
    {
        Directory.Move(Root, directory.Combine("away"));
        Assert.Equal(FsError.Unavailable, (await Store.PutAsync(Block(1), [new byte[1]], None)).Error);
        Directory.Move(directory.Combine("away"), Root);
        await PutAsync(Block(1), [1]);
    }

    [Fact]
    public async Task List_LeavesOutWhatIsNoBlock()
    {
        await PutAsync(Block(1), [1]);
        var bucket = Path.GetDirectoryName(Directory.EnumerateFiles(Root, $"{Block(1)}", SearchOption.AllDirectories).Single())!;
        File.WriteAllText(Path.Combine(bucket, "README"), "x");
        File.WriteAllText(Path.Combine(bucket, Guid.Empty.ToString("N")), "in the wrong bucket");
        Assert.Single(await ListAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Reads_WithFewOpenFiles_StayRightWhileFilesAreClosedAndDeleted(int openFilesMax)
    {
        await using var store = FileSystemBlockStore.Open(directory.Combine("few"), Share, new FileSystemBlockStoreOptions { OpenFilesMax = openFilesMax });
        for (var number = 1; number <= 8; number++)
        {
            Assert.True((await store.PutAsync(Block(number), [Enumerable.Repeat((byte)number, 3000).ToArray()], None)).IsSuccess);
        }

        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), async (round, _) =>
        {
            var number = (round % 8) + 1;
            var read = new byte[10];
            Assert.Equal(10, (await store.ReadAsync(Block(number), 100, read, None)).Value);
            Assert.All(read, value => Assert.Equal(number, value));
        });
    }

    [Fact]
    public async Task Delete_OfABlockThatWasRead_GivesBackItsRoom()
    {
        await PutAsync(Block(1), new byte[100]);
        await AssertContentAsync(Block(1), new byte[100]);
        await Store.DeleteAsync(Block(1), None);
        var open = Directory.EnumerateFiles("/proc/self/fd").Select(static link => new FileInfo(link).LinkTarget ?? "");
        Assert.DoesNotContain(open, target => target.Contains(Block(1).ToString(), StringComparison.Ordinal));
    }

    private static void AssertRefused(string root, ShareId share, string message)
    {
        var refusal = Assert.Throws<StorageStartException>(() => FileSystemBlockStore.Open(root, share, new FileSystemBlockStoreOptions()));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }
}
