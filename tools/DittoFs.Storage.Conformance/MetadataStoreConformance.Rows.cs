using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Storage.Conformance;

/// <content>Single rows: nodes, superblock, dropped contents.</content>
public abstract partial class MetadataStoreConformance
{
    [Fact]
    public async Task EveryRead_OfAnUnknownShare_FindsNothing()
    {
        Assert.Equal(0UL, Store.AppliedSequence);
        Assert.Null(Value(await Store.ReadSuperblockAsync(ShareA, None)));
        Assert.Null(await NodeAsync(10));
        Assert.Null(Value(await Store.ReadNameAsync(ShareA, Directory, FileName.FromText("a"), None)));
        Assert.Empty(Value(await Store.FindFoldedNamesAsync(ShareA, Directory, FileName.FromText("a"), None)));
        Assert.Empty(await ScanAsync());
        Assert.Empty(await ExtentsAsync(0));
        await AssertDroppedAsync();
        Assert.Equal(default, Value(await Store.CountAsync(ShareA, None)));
    }

    [Fact]
    public async Task Node_PutAndReplacedAndDeleted_ReadsAsLastWritten()
    {
        var link = FileNode(11) with { Kind = NodeKind.SymbolicLink, Content = ContentId.None, LinkTarget = "../target"u8.ToArray() };
        await AppliedAsync(batch => batch.PutNode(link));
        AssertSame(link, await NodeAsync(11));

        var changed = link with { ChangeId = 2, Mode = 0x1FF, LinkTarget = "t"u8.ToArray() };
        await AppliedAsync(batch => batch.PutNode(changed));
        AssertSame(changed, await NodeAsync(11));

        await AppliedAsync(batch => batch.DeleteNode(new NodeId(11)));
        Assert.Null(await NodeAsync(11));
    }

    [Fact]
    public async Task Node_WithEveryFieldSet_ComesBackWhole()
    {
        var node = FileNode(ulong.MaxValue, ulong.MaxValue) with
        {
            Kind = NodeKind.BlockDevice,
            Uid = uint.MaxValue,
            AccessTime = new Timestamp(long.MinValue),
            BirthTime = new Timestamp(long.MaxValue),
            NextCookie = 3,
            LowestCookie = 4,
            EntryCount = 5,
            Device = new DeviceNumber(6, uint.MaxValue),
            DosAttributes = 7,
            ExclusiveVerifier = ulong.MaxValue,
        };
        await AppliedAsync(batch => batch.PutNode(node));
        AssertSame(node, await NodeAsync(ulong.MaxValue));
    }

    [Fact]
    public async Task Superblock_PutAgain_ReadsAsLastWritten()
    {
        await AppliedAsync(batch => batch.PutSuperblock(Superblock()));
        await AppliedAsync(batch => batch.PutSuperblock(Superblock(idCeiling: 4096)));

        var read = Value(await Store.ReadSuperblockAsync(ShareA, None))!;
        Assert.Equal(4096UL, read.IdCeiling);
        Assert.Equal(Superblock().HandleKey.ToArray(), read.HandleKey.ToArray());
        Assert.Equal(Superblock().CreateTime, read.CreateTime);
    }

    [Fact]
    public async Task DroppedContents_AreListedInOrderUntilForgotten()
    {
        await AppliedAsync(batch =>
        {
            batch.DropContent(new ContentId(300));
            batch.DropContent(new ContentId(2));
            batch.DropContent(new ContentId(ulong.MaxValue));
        });
        await AssertDroppedAsync(2, 300, ulong.MaxValue);
        await AssertDroppedAsync(1, [2]);

        await AppliedAsync(batch => batch.ForgetContent(new ContentId(2)));
        await AssertDroppedAsync(300, ulong.MaxValue);
    }

    [Fact]
    public async Task Orphans_AreListedInOrderUntilForgotten()
    {
        await AppliedAsync(batch =>
        {
            batch.PutOrphan(new NodeId(300));
            batch.PutOrphan(new NodeId(2));
        });
        Assert.Equal([2UL, 300UL], Value(await Store.ListOrphansAsync(ShareA, 10, None)).Select(static node => node.Value));
        Assert.Equal([2UL], Value(await Store.ListOrphansAsync(ShareA, 1, None)).Select(static node => node.Value));
        Assert.Empty(Value(await Store.ListOrphansAsync(ShareB, 10, None)));

        await AppliedAsync(batch => batch.ForgetOrphan(new NodeId(2)));
        Assert.Equal([300UL], Value(await Store.ListOrphansAsync(ShareA, 10, None)).Select(static node => node.Value));
        await AssertDroppedAsync();
    }

    [Fact]
    public async Task Count_SumsNodesAndFileSizesByAllocationUnit()
    {
        await AppliedAsync(batch =>
        {
            batch.PutNode(FileNode(11, 1));
            batch.PutNode(FileNode(12, 4096));
            batch.PutNode(FileNode(13, 4097));
            batch.PutNode(FileNode(14, 9999) with { Kind = NodeKind.Directory });
        });
        await AppliedAsync(ShareB, batch => batch.PutNode(FileNode(11, 1 << 20)));
        Assert.Equal(new ShareTotals(4, 4 * 4096), Value(await Store.CountAsync(ShareA, None)));
    }

    [Fact]
    public async Task Shares_InOneStore_DoNotSeeEachOther()
    {
        foreach (var (share, size) in new[] { (ShareA, 1UL), (ShareB, 2UL) })
        {
            await AppliedAsync(share, batch =>
            {
                batch.PutNode(FileNode(11, size));
                batch.PutName(Directory, FileName.FromText("a"), Entry(size, 3));
                batch.PutExtent(new ContentId(5), new ContentExtent(0, (uint)size, Block(1), 0));
                batch.DropContent(new ContentId(size));
                batch.PutSuperblock(Superblock(size));
            });
        }

        await AppliedAsync(ShareB, batch => batch.DeleteNode(new NodeId(11)));
        Assert.Equal(1UL, (await NodeAsync(11))!.Size);
        Assert.Equal(1UL, Assert.Single(await ScanAsync()).Entry.Node.Value);
        Assert.Equal(1U, Assert.Single(await ExtentsAsync(0)).Length);
        await AssertDroppedAsync(1UL);
        Assert.Equal(1UL, Value(await Store.ReadSuperblockAsync(ShareA, None))!.IdCeiling);
        Assert.Equal(1UL, Value(await Store.CountAsync(ShareA, None)).Nodes);
        Assert.Equal(0UL, Value(await Store.CountAsync(ShareB, None)).Nodes);
    }

    private static void AssertSame(NodeRecord expected, NodeRecord? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.LinkTarget.ToArray(), actual.LinkTarget.ToArray());
        Assert.Equal(expected with { LinkTarget = default }, actual with { LinkTarget = default });
    }
}
