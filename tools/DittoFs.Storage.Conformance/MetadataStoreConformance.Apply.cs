using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Storage.Conformance;

/// <content>Batches as wholes.</content>
public abstract partial class MetadataStoreConformance
{
    [Fact]
    public async Task Apply_OfSeveralBatches_TakesThemInOrderAndMovesTheSequence()
    {
        var result = await Store.ApplyAsync(
            [
                Batch(ShareA, batch => batch.PutNode(FileNode(11, 1))),
                Batch(ShareB, batch => batch.PutNode(FileNode(11, 5))),
                Batch(ShareA, batch =>
                {
                    batch.DeleteNode(new NodeId(11));
                    batch.PutNode(FileNode(11, 2));
                    batch.PutNode(FileNode(11, 3));
                }),
            ],
            77,
            None);
        Assert.Equal(FsResult.Success, result);
        Assert.Equal(77UL, Store.AppliedSequence);
        Assert.Equal(3UL, (await NodeAsync(11))!.Size);
        Assert.Equal(77UL, Value(await Store.FlushAsync(None)));
    }

    [Fact]
    public async Task Apply_OfWhatWasAppliedBefore_GivesTheSameState()
    {
        MutationBatch[] batches =
        [
            Batch(ShareA, batch =>
            {
                batch.PutNode(FileNode(11));
                batch.PutName(Directory, FileName.FromText("a"), Entry(11, 3));
                batch.PutExtent(new ContentId(5), Map[0]);
            }),
            Batch(ShareA, batch =>
            {
                batch.DeleteName(Directory, FileName.FromText("a"), 3);
                batch.PutName(Directory, FileName.FromText("b"), Entry(11, 4));
                batch.DeleteExtent(new ContentId(5), Map[0].Offset);
                batch.DropContent(new ContentId(5));
            }),
        ];
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(FsResult.Success, await Store.ApplyAsync(batches, 2, None));
            Assert.Equal("b", Assert.Single(await ScanAsync()).Name.ToString());
            Assert.Empty(await ExtentsAsync(0));
            await AssertDroppedAsync(5UL);
        }
    }

    [Fact]
    public async Task Apply_OfWhatOnlyTheLogNeeds_ChangesNoRow()
    {
        await PutMapAsync();
        await AppliedAsync(batch =>
        {
            batch.TruncateContent(new ContentId(5), 0);
            batch.ReleaseContent(new ContentId(5), 0, 1000, 1);
        });
        Assert.Equal(Map, await ExtentsAsync(0));
        Assert.Equal(sequence, Store.AppliedSequence);
    }

    [Theory]
    [MemberData(nameof(BrokenEntries))]
    public async Task Apply_WithABrokenEntryAnywhere_IsCorruptAndAppliesNothing(string reason, byte[] entry)
    {
        Assert.NotEmpty(reason);
        await AppliedAsync(batch => batch.PutNode(FileNode(11, 1)));
        var good = Batch(ShareA, batch => batch.PutNode(FileNode(11, 2)));
        var broken = MutationBatch.FromEncoded(ShareA, [.. good.Encoded.Span, .. entry]);

        Assert.Equal(FsError.Corrupt, (await Store.ApplyAsync([good, broken], 99, None)).Error);
        Assert.Equal(1UL, (await NodeAsync(11))!.Size);
        Assert.Equal(sequence, Store.AppliedSequence);
    }

    /// <summary>Encodings that no build wrote.</summary>
    public static TheoryData<string, byte[]> BrokenEntries()
    {
        var node = Batch(ShareA, batch => batch.PutNode(FileNode(12))).Encoded.ToArray();
        var name = Batch(ShareA, batch => batch.PutName(Directory, FileName.FromText("a"), Entry(1, 3))).Encoded.ToArray();
        var extent = Batch(ShareA, batch => batch.PutExtent(new ContentId(5), Map[0])).Encoded.ToArray();
        return new TheoryData<string, byte[]>
        {
            { "unknown kind", [200, 0, 0, 0, 0] },
            { "kind zero", [0, 0, 0, 0, 0] },
            { "cut in the head", [1, 0] },
            { "cut in the body", node[..^1] },
            { "negative length", [2, 0xFF, 0xFF, 0xFF, 0xFF] },
            { "too short for its kind", [2, 4, 0, 0, 0, 1, 2, 3, 4] },
            { "node of an unknown version", With(node, 5, 99) },
            { "node of an unknown kind", With(node, 6, 99) },
            { "node with a wrong link length", With(node, 5 + 126, 9) },
            { "name of an unknown kind", With(name, 5 + 24, 0) },
            { "name with a slash", With(name, 5 + 25, (byte)'/') },
            { "extent of no bytes", With(extent, 5 + 16, 0) },
        };
    }

    [Fact]
    public async Task Reads_WhileBatchesAreApplied_SeeEachBatchWhole()
    {
        await AppliedAsync(PutPair(0));
        var writer = Task.Run(async () =>
        {
            for (var round = 1UL; round <= 2000; round++)
            {
                await AppliedAsync(PutPair(round));
            }
        });
        while (!writer.IsCompleted)
        {
            var rows = await ScanAsync(withRecords: true);
            Assert.Equal(2, rows.Count);
            Assert.Equal(rows[0].Record!.Size, rows[1].Record!.Size);
        }

        await writer;
    }

    [Fact]
    public async Task Calls_AfterDisposal_AreUnavailable()
    {
        await AppliedAsync(batch => batch.PutNode(FileNode(1)));
        await Store.DisposeAsync();
        Assert.Equal(FsError.Unavailable, (await Store.ReadNodeAsync(ShareA, new NodeId(1), None)).Error);
        Assert.Equal(FsError.Unavailable, (await Store.ApplyAsync([new MutationBatch(ShareA)], 2, None)).Error);
        Assert.Equal(FsError.Unavailable, (await Store.FlushAsync(None)).Error);
        await Store.DisposeAsync();
    }

    private static Action<MutationBatch> PutPair(ulong size) => batch =>
    {
        batch.PutNode(FileNode(20, size));
        batch.PutNode(FileNode(21, size));
        batch.PutName(Directory, FileName.FromText("a"), Entry(20, 3));
        batch.PutName(Directory, FileName.FromText("b"), Entry(21, 4));
    };

    private static byte[] With(byte[] bytes, int index, byte value)
    {
        var copy = bytes.ToArray();
        copy[index] = value;
        return copy;
    }
}
