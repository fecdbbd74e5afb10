using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Storage.Conformance;

/// <summary>What every <see cref="IMetadataStore"/> that survives the process does beyond the rest.</summary>
public abstract class PersistentMetadataStoreConformance : MetadataStoreConformance
{
    /// <summary>Opens a copy of what the store has on disk now, as a process would find it after this one was killed.</summary>
    protected abstract IMetadataStore OpenCrashImage();

    [Fact]
    public async Task Usage_IsKeptAcrossAReopening()
    {
        await AppliedAsync(batch => batch.Charge(new OwnerCharge(7, 4096, 2)));
        Assert.True((await Store.FlushAsync(None)).IsSuccess);
        await ReopenAsync();
        await AppliedAsync(batch => batch.Charge(new OwnerCharge(7, 4096, 1)));
        Assert.Equal([new OwnerCharge(7, 8192, 3)], Value(await Store.ReadUsageAsync(Share(1), None)));
    }

    [Fact]
    public async Task Flush_ThenReopen_KeepsRowsAndSequence()
    {
        Assert.True(Store.IsPersistent);
        await PutSizesAsync(1, 300);
        Assert.Equal(300UL, Value(await Store.FlushAsync(None)));
        await ReopenAsync();
        Assert.Equal(300UL, Store.AppliedSequence);
        for (var i = 1UL; i <= 300; i++)
        {
            Assert.Equal(i, (await NodeAsync(i))!.Size);
        }
    }

    [Fact]
    public async Task Crash_AfterAFlush_KeepsAtLeastWhatWasFlushed()
    {
        await PutSizesAsync(1, 50);
        var flushed = Value(await Store.FlushAsync(None));
        await PutSizesAsync(51, 80);
        await using var image = OpenCrashImage();
        Assert.Equal(50UL, flushed);
        await AssertPrefixAsync(image, flushed);
    }

    [Fact]
    public async Task Crash_WithoutAFlush_LeavesAnOpenableStore()
    {
        await PutSizesAsync(1, 50);
        await using var image = OpenCrashImage();
        await AssertPrefixAsync(image, 0);
    }

    [Fact]
    public async Task Crash_AtAnyTime_LeavesAPrefixOfTheBatchesThatCanBeRepeated()
    {
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            for (var i = 1UL; i <= 20_000 && !stop.IsCancellationRequested; i++)
            {
                await PutSizesAsync(i, i);
                if (i % 97 == 0)
                {
                    Assert.True(Value(await Store.FlushAsync(None)) >= i);
                }
            }
        });
        for (var round = 0; round < 5; round++)
        {
            var before = Value(await Store.FlushAsync(None));
            await using var image = OpenCrashImage();
            await AssertPrefixAsync(image, before);
            await RepeatAsync(image, image.AppliedSequence / 2, image.AppliedSequence + 10);
        }

        await stop.CancelAsync();
        await writer;
    }

    [Fact]
    public async Task Disposal_WhileOthersRead_WaitsForThemAndRefusesTheRest()
    {
        await PutSizesAsync(1, 200);
        using var started = new CountdownEvent(4);
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var reads = 0;
            FsResult<ShareTotals> result;
            do
            {
                result = await Store.CountAsync(Share(1), None);
                if (++reads == 3)
                {
                    started.Signal();
                }
            }
            while (result.IsSuccess || reads < 3);
            return result.Error;
        })).ToArray();
        Assert.True(started.Wait(TimeSpan.FromSeconds(60)));
        await Store.DisposeAsync();
        Assert.All(await Task.WhenAll(readers), static error => Assert.Equal(FsError.Unavailable, error));
    }

    private async Task PutSizesAsync(ulong first, ulong last)
    {
        for (var i = first; i <= last; i++)
        {
            Assert.Equal(FsResult.Success, await Store.ApplyAsync([SizeBatch(i)], i, None));
        }
    }

    private static async Task RepeatAsync(IMetadataStore image, ulong first, ulong last)
    {
        for (var i = first + 1; i <= last; i++)
        {
            Assert.Equal(FsResult.Success, await image.ApplyAsync([SizeBatch(i)], i, None));
        }

        await AssertPrefixAsync(image, last);
    }

    /// <summary>Two rows that only ever change together: node i, and node 1,000,000, which holds the last i.</summary>
    private static MutationBatch SizeBatch(ulong i) => Batch(Share(1), batch =>
    {
        batch.PutNode(FileNode(i, i));
        batch.PutNode(FileNode(1_000_000, i));
    });

    private static async Task AssertPrefixAsync(IMetadataStore image, ulong sequenceMin)
    {
        var sequence = image.AppliedSequence;
        Assert.True(sequence >= sequenceMin);
        Assert.Equal(sequence == 0 ? null : sequence, Value(await image.ReadNodeAsync(Share(1), new NodeId(1_000_000), None))?.Size);
        Assert.Equal(sequence == 0 ? 0 : sequence + 1, Value(await image.CountAsync(Share(1), None)).Nodes);
        Assert.Null(Value(await image.ReadNodeAsync(Share(1), new NodeId(sequence + 1), None)));
    }
}
