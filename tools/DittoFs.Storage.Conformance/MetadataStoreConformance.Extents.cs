using CsCheck;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Storage.Conformance;

/// <content>Content maps.</content>
public abstract partial class MetadataStoreConformance
{
    private static readonly ContentExtent[] Map =
    [
        new(100, 50, Block(1), 0),
        new(150, 50, Block(2), 7),
        new(1000, 1, Block(3), 8),
        new(1UL << 40, uint.MaxValue, Block(4), uint.MaxValue),
    ];

    [Theory]
    [InlineData(0UL, 0)]
    [InlineData(100UL, 0)]
    [InlineData(149UL, 0)]
    [InlineData(150UL, 1)]
    [InlineData(199UL, 1)]
    [InlineData(200UL, 2)]
    [InlineData(1000UL, 2)]
    [InlineData(1001UL, 3)]
    [InlineData((1UL << 40) + uint.MaxValue - 1, 3)]
    [InlineData((1UL << 40) + uint.MaxValue, 4)]
    [InlineData(ulong.MaxValue, 4)]
    public async Task Extents_FromAnOffset_BeginWithTheRowThatReachesIntoIt(ulong from, int first)
    {
        await PutMapAsync();
        Assert.Equal(Map[first..], await ExtentsAsync(from));
        Assert.Equal(Map[first..].Take(1), await ExtentsAsync(from, rowsMax: 1));
        Assert.Equal(Map[first..].Take(2), await ExtentsAsync(from, rowsMax: 2));
    }

    [Fact]
    public async Task Blocks_AreThoseThatRowsOfTheShareName()
    {
        await PutMapAsync();
        await AppliedAsync(batch => batch.PutExtent(new ContentId(900), new ContentExtent(0, 10, Block(20), 0)));
        await AppliedAsync(ShareB, batch => batch.PutExtent(new ContentId(5), new ContentExtent(0, 10, Block(7), 0)));
        await AppliedAsync(batch => batch.DeleteExtent(new ContentId(5), 1000));
        await AppliedAsync(batch => batch.DropContent(new ContentId(900)));

        List<BlockId> found = [];
        Assert.Equal(FsResult.Success, await Store.ReadBlocksAsync(ShareA, found.Add, None));
        Assert.Equal([Block(1), Block(2), Block(4), Block(9), Block(20)], found.Distinct().Order(Comparer<BlockId>.Create((a, b) => a.Value.CompareTo(b.Value))));
        found.Clear();
        Assert.Equal(FsResult.Success, await Store.ReadBlocksAsync(Share(99), found.Add, None));
        Assert.Empty(found);
    }

    [Fact]
    public async Task Usage_IsWhatBatchesCharge_AndGoesWithItsOwner()
    {
        await AppliedAsync(batch => batch.ReplaceNode(FileNode(11, size: 5000), null));
        await AppliedAsync(batch => batch.ReplaceNode(FileNode(12, size: 1), null));
        await AppliedAsync(ShareB, batch => batch.ReplaceNode(FileNode(11, size: 1), null));
        Assert.Equal([new OwnerCharge(1000, 12288, 2)], Value(await Store.ReadUsageAsync(ShareA, None)));

        await AppliedAsync(batch => batch.ReplaceNode(FileNode(12) with { Uid = 5 }, FileNode(12, size: 1)));
        Assert.Equal([new OwnerCharge(5, 0, 1), new OwnerCharge(1000, 8192, 1)], Value(await Store.ReadUsageAsync(ShareA, None)));
        var count = Value(await Store.CountUsageAsync(ShareA, None));
        Assert.Equal(count.Kept, count.Counted);

        await AppliedAsync(batch => batch.RemoveNode(FileNode(11, size: 5000)));
        Assert.Equal([new OwnerCharge(5, 0, 1)], Value(await Store.ReadUsageAsync(ShareA, None)));

        await AppliedAsync(batch => batch.Charge(new OwnerCharge(7, 4096, 3)));
        count = Value(await Store.CountUsageAsync(ShareA, None));
        Assert.Equal([new OwnerCharge(7, -4096, -3)], count.GetCorrections());
        await AppliedAsync(batch => batch.DropShare());
        Assert.Empty(Value(await Store.ReadUsageAsync(ShareA, None)));
        await AppliedAsync(batch => batch.Charge(new OwnerCharge(7, 1, 1)));
        Assert.Equal([new OwnerCharge(7, 1, 1)], Value(await Store.ReadUsageAsync(ShareA, None)));
        Assert.Equal([new OwnerCharge(1000, 4096, 1)], Value(await Store.ReadUsageAsync(ShareB, None)));
    }

    [Fact]
    public async Task DropShare_RemovesEveryRowOfTheShareAndNoOther()
    {
        foreach (var share in new[] { ShareA, ShareB })
        {
            await AppliedAsync(share, batch =>
            {
                batch.PutSuperblock(Superblock());
                batch.PutNode(FileNode(11, size: 5000));
                batch.PutName(Directory, Name(1, 2), Entry(11, 3));
                batch.PutExtent(new ContentId(5), Map[0]);
                batch.DropContent(new ContentId(6));
                batch.Charge(new OwnerCharge(1000, 8192, 1));
            });
        }

        await AppliedAsync(batch => batch.DropShare());

        Assert.Null(Value(await Store.ReadSuperblockAsync(ShareA, None)));
        Assert.Null(await NodeAsync(11));
        Assert.Empty(await ScanAsync());
        Assert.Empty(await ExtentsAsync(0));
        await AssertDroppedAsync();
        Assert.Empty(Value(await Store.ReadUsageAsync(ShareA, None)));
        Assert.Equal(default, Value(await Store.CountAsync(ShareA, None)));
        Assert.NotNull(Value(await Store.ReadSuperblockAsync(ShareB, None)));
        Assert.Equal(new ShareTotals(1, 8192), Value(await Store.CountAsync(ShareB, None)));
        Assert.Single(Value(await Store.ReadExtentsAsync(ShareB, new ContentId(5), 0, 10, None)));
        await AppliedAsync(batch => batch.PutNode(FileNode(11)));
        Assert.NotNull(await NodeAsync(11));
    }

    [Fact]
    public async Task Extents_ReplacedAndDeleted_ReadAsLastWritten()
    {
        await PutMapAsync();
        await AppliedAsync(batch =>
        {
            batch.PutExtent(new ContentId(5), Map[0] with { Length = 10 });
            batch.DeleteExtent(new ContentId(5), 150);
            batch.DeleteExtent(new ContentId(5), 151);
        });
        Assert.Equal([Map[0] with { Length = 10 }, Map[2], Map[3]], await ExtentsAsync(0));
        Assert.Equal([Map[2], Map[3]], await ExtentsAsync(110));
    }

    [Fact]
    public void Extents_AtRandom_AgreeWithAPlainList() =>
        Gen.Select(Gen.Int[0, 60], Gen.Int[1, 4]).Array[0, 40].Sample(
            pairs =>
            {
                var content = ++sequence;
                var model = new SortedDictionary<ulong, ContentExtent>();
                var batch = new MutationBatch(ShareA);
                foreach (var (slot, length) in pairs)
                {
                    var extent = new ContentExtent((ulong)slot * 4, (uint)length, Block(length), 0);
                    model[extent.Offset] = extent;
                    batch.PutExtent(new ContentId(content), extent);
                }

                Assert.True(Store.ApplyAsync([batch], sequence, None).AsTask().GetAwaiter().GetResult().IsSuccess);
                for (var from = 0UL; from < 250; from++)
                {
                    var read = Store.ReadExtentsAsync(ShareA, new ContentId(content), from, int.MaxValue, None).AsTask().GetAwaiter().GetResult();
                    Assert.Equal(model.Values.Where(extent => extent.End > from), Value(read));
                }
            },
            iter: 20,
            threads: 1);

    private async Task PutMapAsync() => await AppliedAsync(batch =>
    {
        foreach (var extent in Map)
        {
            batch.PutExtent(new ContentId(5), extent);
        }

        batch.PutExtent(new ContentId(4), new ContentExtent(0, uint.MaxValue, Block(9), 0));
        batch.PutExtent(new ContentId(6), new ContentExtent(0, uint.MaxValue, Block(9), 0));
    });
}
