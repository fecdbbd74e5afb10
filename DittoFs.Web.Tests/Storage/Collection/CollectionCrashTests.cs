using DittoFs.Storage.Faults;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Storage.Crash;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Collection;

/// <summary>Crashes between the steps of a collection and of an erasure, and an upload that stands between two of its own.</summary>
[Collection(CrashPointTestGroup.Name)]
[Trait("Category", "Crash")]
public sealed class CollectionCrashTests : IDisposable
{
    private readonly ShiftedClock _clock = new();
    private readonly ShareDefinition _share = TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem);

    public static TheoryData<string> CollectionPoints => [.. CrashPoint.OfCollection];

    public static TheoryData<string> ErasurePoints => [.. CrashPoint.OfErasure];

    [Theory, MemberData(nameof(CollectionPoints))]
    public async Task Crash_WhileCollecting_LosesNothingAndTheNextCollectionEnds(string point)
    {
        await using var storage = await TestStorage.StartAsync(_share, clock: _clock);
        for (var i = 0; i < 30; i++)
        {
            await storage.Files.WriteFileAsync($"f{i}", 10_000, (byte)(i + 1));
            await storage.DrainAsync(_share);
        }

        for (var i = 0; i < 30; i += 2)
        {
            await storage.Files.RemoveFileAsync($"f{i}");
        }

        await storage.DrainAsync(_share);
        _clock.Advance(CollectedStorage.Grace + TimeSpan.FromMinutes(1));
        await storage.CollectAsync([_share]);
        _clock.Advance(CollectedStorage.Grace + TimeSpan.FromMinutes(1));
        CrashedStorage? left = null;
        CrashPoint.Arm(reached => left ??= reached == point ? storage.CaptureCrash(powerCut: false) : null);
        Assert.Equal(15, (await storage.CollectAsync([_share])).DeletedBlocks);
        CrashPoint.Arm(null);

        await using var after = await TestStorage.StartAsync(left!);
        await AssertOddFilesAsync(after);
        Assert.Null((await after.CollectAsync([_share])).Reason);
        Assert.Equal(15, after.BlockFiles(_share).Count);
        await AssertOddFilesAsync(after);
    }

    [Theory, MemberData(nameof(ErasurePoints))]
    public async Task Crash_WhileErasing_LeavesWhatCanBeErasedAgainAndNothingOfOthersTouched(string point)
    {
        var erased = CollectedStorage.Beside(_share, "erased");
        await using var storage = await TestStorage.StartAsync(_share, clock: _clock);
        await WriteToBothAsync(storage, erased);
        CrashedStorage? left = null;
        CrashPoint.Arm(reached => left ??= reached == point ? storage.CaptureCrash(powerCut: false) : null);
        Assert.Equal(FsError.None, (await storage.Engine.EraseShareAsync(erased, default)).Error);
        CrashPoint.Arm(null);

        await using var after = await TestStorage.StartAsync(left!);
        Assert.Equal(FsError.None, (await after.Engine.EraseShareAsync(erased, default)).Error);
        await AssertErasedAsync(after, erased);
    }

    [Fact]
    public async Task Erasure_RemovesOneShareOnly_FromStoresAndLog()
    {
        var erased = CollectedStorage.Beside(_share, "erased");
        var storage = await TestStorage.StartAsync(_share, clock: _clock);
        await WriteToBothAsync(storage, erased);
        Assert.Equal(FsError.Exists, (await storage.Engine.EraseShareAsync(_share, default)).Error);
        Assert.Equal(FsError.None, (await storage.Engine.EraseShareAsync(erased, default)).Error);

        // The log repeats what it has of the share before it says that the share is gone.
        await using var after = await storage.CrashAsync();
        await AssertErasedAsync(storage, erased);
        await storage.DisposeAsync();
        await AssertErasedAsync(after, erased);
    }

    [Fact]
    public async Task BlockUnderWay_IsNotGarbage_HoweverLongItTakes()
    {
        await using var storage = await TestStorage.StartAsync(_share, clock: _clock);
        await storage.Files.WriteFileAsync("slow", 100_000, 9);
        var deleted = 0L;
        var seen = 0L;
        CrashPoint.Arm(reached =>
        {
            if (reached == CrashPoint.BlockStored)
            {
                CrashPoint.Arm(null);
                for (var round = 0; round < 3; round++)
                {
                    _clock.Advance(CollectedStorage.Grace + TimeSpan.FromMinutes(1));
                    var report = Task.Run(() => storage.CollectAsync([_share])).GetAwaiter().GetResult();
                    (seen, deleted) = (seen + report.Blocks, deleted + report.DeletedBlocks);
                }
            }
        });
        await storage.DrainAsync(_share);
        Assert.Equal((3, 0), (seen, deleted));
        await storage.Files.AssertFileAsync("slow", 100_000, 9);
    }

    public void Dispose() => CrashPoint.Arm(null);

    private static async Task AssertOddFilesAsync(TestStorage storage)
    {
        for (var i = 1; i < 30; i += 2)
        {
            await storage.Files.AssertFileAsync($"f{i}", 10_000, (byte)(i + 1));
        }
    }

    private async Task WriteToBothAsync(TestStorage storage, ShareDefinition erased)
    {
        Assert.Equal(FsError.None, (await storage.Engine.AddShareAsync(erased, default)).Error);
        var other = storage.Find(erased.Id).FileSystem;
        await storage.Files.WriteFileAsync("same-name", 50_000, 1);
        await other.WriteFileAsync("same-name", 50_000, 2);
        await storage.DrainAsync(_share);
        await storage.DrainAsync(erased);
        await other.WriteFileAsync("in-the-log", 50_000, 3);
        Assert.Equal(FsError.None, (await storage.Engine.RemoveShareAsync(erased.Id, default)).Error);
    }

    private async Task AssertErasedAsync(TestStorage storage, ShareDefinition erased)
    {
        await storage.Files.AssertFileAsync("same-name", 50_000, 1);
        Assert.Empty(storage.BlockFiles(erased));
        Assert.Null((await storage.Share.Metadata.Store.ReadSuperblockAsync(erased.Id, default)).Value);
        Assert.Equal(default, (await storage.Share.Metadata.Store.CountAsync(erased.Id, default)).Value);
        Assert.Null((await storage.Share.Metadata.Store.ReadNodeAsync(erased.Id, NodeId.Root, default)).Value);
        Assert.NotNull((await storage.Share.Metadata.Store.ReadSuperblockAsync(_share.Id, default)).Value);

        // Nothing of it keeps a segment any more: a share that begins under its id is a new one.
        Assert.Equal(FsError.None, (await storage.Engine.AddShareAsync(erased, default)).Error);
        var found = await storage.Find(erased.Id).FileSystem.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText("in-the-log"), default);
        Assert.Equal(FsError.NotFound, found.Error);
        Assert.Equal(0, storage.Find(erased.Id).Content.DirtyBytes);
    }
}
