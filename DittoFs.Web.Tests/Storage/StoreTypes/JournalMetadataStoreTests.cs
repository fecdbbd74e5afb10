using DittoFs.SampleStore;
using DittoFs.Storage.Conformance;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Support;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Web.Tests.Storage.StoreTypes;

public sealed class JournalMetadataStoreTests : PersistentMetadataStoreConformance, IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private int images;

    private string Journal => directory.Combine($"{Share(1)}.journal");

    public void Dispose() => directory.Dispose();

    protected override IMetadataStore OpenStore() => JournalMetadataStore.Open(Journal, Share(1));

    protected override IMetadataStore OpenCrashImage()
    {
        var image = directory.Combine($"image{++images}");
        File.Copy(Journal, image);
        return JournalMetadataStore.Open(image, Share(1));
    }

    [Fact]
    public async Task Open_AfterACrashDuringATransaction_ForgetsWhatItLeft()
    {
        await AppliedAsync(batch => batch.PutNode(FileNode(11)));
        await Store.DisposeAsync();
        await File.AppendAllBytesAsync(Journal, new byte[20]);
        await ReopenAsync();
        Assert.Equal(1UL, Store.AppliedSequence);
        await AppliedAsync(batch => batch.PutNode(FileNode(12)));
        await ReopenAsync();
        Assert.NotNull(await NodeAsync(11));
        Assert.NotNull(await NodeAsync(12));
    }

    [Fact]
    public async Task Open_OfDamageBelowWhatIsDurable_IsRefused()
    {
        await AppliedAsync(batch => batch.PutNode(FileNode(11)));
        Assert.True((await Store.FlushAsync(None)).IsSuccess);
        await AppliedAsync(batch => batch.PutNode(FileNode(12)));
        await Store.DisposeAsync();
        var bytes = await File.ReadAllBytesAsync(Journal);
        bytes[100] ^= 1;
        await File.WriteAllBytesAsync(Journal, bytes);
        var exception = Assert.Throws<StorageStartException>(OpenStore);
        Assert.Contains("damaged at offset 64", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OfAJournalThatIsMostlyOfThePast_WritesItAnewWithEverything()
    {
        await AppliedAsync(batch =>
        {
            batch.PutSuperblock(Superblock());
            batch.PutExtent(new ContentId(5), new ContentExtent(0, 10, Block(1), 0));
            batch.DropContent(new ContentId(6));
            batch.PutOrphan(new NodeId(7));
            batch.PutName(new NodeId(10), FileName.FromText("a"), Entry(11, 3));
        });
        for (var size = 1UL; size <= 2000; size++)
        {
            await AppliedAsync(batch => batch.ReplaceNode(FileNode(11, size), size == 1 ? null : FileNode(11, size - 1)));
        }

        var before = new FileInfo(Journal).Length;
        for (var opening = 0; opening < 2; opening++)
        {
            await ReopenAsync();
            Assert.True(new FileInfo(Journal).Length < before / 100);
            Assert.Equal(2001UL, Store.AppliedSequence);
            Assert.Equal(2000UL, (await NodeAsync(11))!.Size);
            Assert.NotNull(Value(await Store.ReadSuperblockAsync(Share(1), None)));
            Assert.Single(await ExtentsAsync(0));
            Assert.Single(await ScanAsync());
            await AssertDroppedAsync(6UL);
            Assert.Single(Value(await Store.ListOrphansAsync(Share(1), 10, None)));
            var usage = Value(await Store.CountUsageAsync(Share(1), None));
            Assert.Equal(usage.Counted, usage.Kept);
        }
    }

    [Fact]
    public void Open_OfAJournalInUse_IsRefused() => Assert.Throws<StorageStartException>(OpenStore);
}
