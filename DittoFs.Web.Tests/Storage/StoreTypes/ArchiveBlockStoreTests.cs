using DittoFs.SampleStore;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.Conformance;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Support;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Web.Tests.Storage.StoreTypes;

public sealed class ArchiveBlockStoreTests : BlockStoreConformance, IDisposable
{
    private readonly TemporaryDirectory directory = new();

    private string Archive => directory.Combine($"{Share(1)}.archive");

    public void Dispose() => directory.Dispose();

    protected override async Task<IBlockStore> OpenStoreAsync() => await new ArchiveBlockStoreType().OpenAsync(SampleStores.Request(Share(1), directory.Path), None);

    [Fact]
    public async Task Blocks_SurviveAReopenAndDeletionsToo()
    {
        Assert.True(Store.IsPersistent);
        await PutAsync(Block(1), [1, 2, 3]);
        await PutAsync(Block(2), [4, 5]);
        await Store.DeleteAsync(Block(1), None);
        await ReopenAsync();
        await AssertContentAsync(Block(2), [4, 5]);
        Assert.Equal(Block(2), Assert.Single(await ListAsync()).Block);
    }

    [Fact]
    public async Task Open_AfterACrashDuringAPut_ForgetsWhatItLeft()
    {
        await PutAsync(Block(1), [1, 2, 3]);
        await Store.DisposeAsync();
        var whole = new FileInfo(Archive).Length;
        await File.AppendAllTextAsync(Archive, "the beginning of a record");
        await ReopenAsync();
        Assert.Equal(whole, new FileInfo(Archive).Length);
        await PutAsync(Block(2), [4]);
        await ReopenAsync();
        await AssertContentAsync(Block(1), [1, 2, 3]);
        await AssertContentAsync(Block(2), [4]);
    }

    [Fact]
    public async Task Open_OfAnArchiveThatIsMostlyOfThePast_WritesItAnew()
    {
        await PutAsync(Block(1), new byte[100_000]);
        await PutAsync(Block(2), [1, 2, 3]);
        var put = (await ListAsync()).Single(static block => block.Block == Block(2)).CreateTime;
        await Store.DeleteAsync(Block(1), None);
        await ReopenAsync();
        Assert.True(new FileInfo(Archive).Length < 1000);
        await AssertContentAsync(Block(2), [1, 2, 3]);
        Assert.Equal(put, Assert.Single(await ListAsync()).CreateTime);
        Assert.Equal([Archive], Directory.GetFiles(directory.Path, "*.archive*").Where(static path => Path.GetExtension(path) != ".lock"));
    }

    [Theory]
    [InlineData(0, "head")]
    [InlineData(64 + 20, "damaged at offset 64")]
    public async Task Open_OfADamagedArchive_IsRefused(int offset, string reason)
    {
        await PutAsync(Block(1), new byte[1000]);
        await Store.DisposeAsync();
        var bytes = await File.ReadAllBytesAsync(Archive);
        bytes[offset] ^= 1;
        await File.WriteAllBytesAsync(Archive, bytes);
        await AssertRefusedAsync(reason);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Archive));
    }

    [Fact]
    public async Task Open_OfAnArchiveThatWasCutOff_IsRefused()
    {
        await PutAsync(Block(1), new byte[1000]);
        await Store.DisposeAsync();
        await using (var archive = File.OpenWrite(Archive))
        {
            archive.SetLength(500);
        }

        await AssertRefusedAsync("cut off");
    }

    [Fact]
    public async Task Open_OfAnArchiveInUseOrOfAnotherShare_IsRefused()
    {
        await AssertRefusedAsync("can't be used");
        await Store.DisposeAsync();
        File.Move(Archive, directory.Combine($"{Share(2)}.archive"));
        var exception = await Assert.ThrowsAsync<StorageStartException>(
            async () => await new ArchiveBlockStoreType().OpenAsync(SampleStores.Request(Share(2), directory.Path), None));
        Assert.Contains($"belongs to share {Share(1)}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erase_RemovesTheFile()
    {
        await PutAsync(Block(1), [1]);
        await Store.EraseAsync(None);
        Assert.False(File.Exists(Archive));
    }

    [Fact]
    public void Check_TakesAnAbsolutePathAndNothingElse()
    {
        var type = new ArchiveBlockStoreType();
        Assert.Null(type.Check(new Dictionary<string, string>()));
        Assert.Null(type.Check(new Dictionary<string, string> { ["path"] = "/srv/archive" }));
        Assert.Contains("'archive' is no absolute path", type.Check(new Dictionary<string, string> { ["path"] = "archive" }), StringComparison.Ordinal);
        Assert.Contains("'speed' is no option", type.Check(new Dictionary<string, string> { ["speed"] = "1" }), StringComparison.Ordinal);
    }

    private async Task AssertRefusedAsync(string reason)
    {
        var exception = await Assert.ThrowsAsync<StorageStartException>(OpenStoreAsync);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }
}
