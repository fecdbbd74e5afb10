using DittoFs.Storage.Blocks.Memory;
using DittoFs.Storage.Collection;
using DittoFs.Storage.Content.Upload;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Metadata.Memory;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Web.Tests.Storage.Collection;

public sealed class BlockCollectionTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly ShiftedClock _clock = new();

    [Theory]
    [InlineData(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem)]
    [InlineData(MetadataStoreKind.RocksDb, BlockStoreKind.Memory)]
    [InlineData(MetadataStoreKind.Memory, BlockStoreKind.FileSystem)]
    [InlineData(MetadataStoreKind.Memory, BlockStoreKind.Memory)]
    public async Task DeadBlock_GoesAfterTheGraceAndNotBefore(MetadataStoreKind metadata, BlockStoreKind blocks)
    {
        var share = TestStorage.OpenShare(metadata, blocks);
        await using var storage = await TestStorage.StartAsync(share, clock: _clock);
        await storage.Files.WriteFileAsync("dead", 100_000, 1);
        await storage.DrainAsync(share);
        await storage.Files.WriteFileAsync("live", 100_000, 2);
        await storage.DrainAsync(share);
        await storage.Files.RemoveFileAsync("dead");
        await storage.DrainAsync(share);

        // Young: nobody may say yet that it is dead.
        var report = await storage.CollectAsync([share]);
        Assert.Equal((2, 0, 0), (report.Blocks, report.DeadBlocks, report.DeletedBlocks));

        // Old enough, and seen dead for the first time.
        _clock.Advance(CollectedStorage.Grace + Minute);
        report = await storage.CollectAsync([share]);
        Assert.Equal((2, 1, 0, 0), (report.Blocks, report.DeadBlocks, report.DueBlocks, report.DeletedBlocks));

        _clock.Advance(CollectedStorage.Grace - Minute);
        report = await storage.CollectAsync([share]);
        Assert.Equal((2, 1, 0), (report.Blocks, report.DeadBlocks, report.DeletedBlocks));

        _clock.Advance(2 * Minute);
        report = await storage.CollectAsync([share], dryRun: true);
        Assert.Equal((2, 1, 1, 0), (report.Blocks, report.DeadBlocks, report.DueBlocks, report.DeletedBlocks));
        report = await storage.CollectAsync([share]);
        Assert.Equal((2, 1, 1, 1), (report.Blocks, report.DeadBlocks, report.DueBlocks, report.DeletedBlocks));
        Assert.InRange(report.DeletedBytes, 100_000, 110_000);

        report = await storage.CollectAsync([share]);
        Assert.Equal((1, 0), (report.Blocks, report.DeadBlocks));
        await storage.Files.AssertFileAsync("live", 100_000, 2);
    }

    [Fact]
    public async Task DryRun_BeginsNoGrace()
    {
        var share = TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem);
        await using var storage = await TestStorage.StartAsync(share, clock: _clock);
        await MakeDeadBlockAsync(storage, share);
        _clock.Advance(CollectedStorage.Grace + Minute);
        Assert.Equal(1, (await storage.CollectAsync([share], dryRun: true)).DeadBlocks);
        _clock.Advance(CollectedStorage.Grace + Minute);
        Assert.Equal((1, 0), await storage.CollectAsync([share]) is var report ? (report.DeadBlocks, report.DueBlocks) : default);
    }

    [Fact]
    public async Task Grace_GoesOnAcrossARestart()
    {
        var share = TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem);
        var storage = await TestStorage.StartAsync(share, clock: _clock);
        await MakeDeadBlockAsync(storage, share);
        _clock.Advance(CollectedStorage.Grace + Minute);
        Assert.Equal(1, (await storage.CollectAsync([share])).DeadBlocks);
        _clock.Advance(CollectedStorage.Grace + Minute);

        await using var restarted = await storage.RestartAsync();
        Assert.Equal(1, (await restarted.CollectAsync([share])).DeletedBlocks);
        Assert.Empty(restarted.BlockFiles(share));
    }

    [Fact]
    public async Task BlockThatIsPartlyOverwritten_Lives()
    {
        var share = TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem);
        await using var storage = await TestStorage.StartAsync(share, clock: _clock);
        await storage.Files.WriteFileAsync("file", 1_000_000, 1);
        await storage.DrainAsync(share);
        await storage.Files.WriteFileAsync("file", 400_000, 2);
        await storage.DrainAsync(share);
        Assert.Equal((2, 0), await storage.CollectAllAsync(_clock, share) is var report ? (report.Blocks, report.DeletedBlocks) : default);

        await storage.Files.WriteFileAsync("file", 1_000_000, 3);
        await storage.DrainAsync(share);
        Assert.Equal((3, 2), await storage.CollectAllAsync(_clock, share) is var second ? (second.Blocks, second.DeletedBlocks) : default);
        await storage.Files.AssertFileAsync("file", 1_000_000, 3);
    }

    [Fact]
    public async Task SharesOfOneStore_KeepEachOthersBlocks_RunningOrNot()
    {
        var share = TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem);
        var stopped = CollectedStorage.Beside(share, "stopped");
        await using var storage = await TestStorage.StartAsync(share, clock: _clock);
        Assert.Equal(FsError.None, (await storage.Engine.AddShareAsync(stopped, default)).Error);
        var other = storage.Find(stopped.Id).FileSystem;
        await storage.Files.WriteFileAsync("same-name", 50_000, 1);
        await other.WriteFileAsync("same-name", 50_000, 2);
        await other.WriteFileAsync("dead", 50_000, 3);
        await storage.DrainAsync(share);
        await storage.DrainAsync(stopped);
        await other.WriteFileAsync("dead", 50_000, 4);
        await storage.DrainAsync(stopped);
        await other.RemoveFileAsync("dead");
        await storage.DrainAsync(stopped);
        Assert.Equal(FsError.None, (await storage.Engine.RemoveShareAsync(stopped.Id, default)).Error);

        var report = await storage.CollectAllAsync(_clock, share, stopped);
        Assert.Equal((3, 1), (report.Blocks, report.DeletedBlocks));
        await storage.Files.AssertFileAsync("same-name", 50_000, 1);
        Assert.Equal(FsError.None, (await storage.Engine.AddShareAsync(stopped, default)).Error);
        await storage.Find(stopped.Id).FileSystem.AssertFileAsync("same-name", 50_000, 2);
    }

    [Fact]
    public async Task ShareThatIsStopped_EndsTheCollectionAndNotTheOtherWayRound()
    {
        var share = TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem);
        await using var storage = await TestStorage.StartAsync(share, clock: _clock);
        await storage.Files.WriteFileAsync("file", 50_000, 1);
        await storage.DrainAsync(share);
        var visited = storage.Share;
        Assert.True(visited.Visits.TryEnter());
        var removing = storage.Engine.RemoveShareAsync(share.Id, default);
        await Task.Run(() => visited.Closing.Token.WaitHandle.WaitOne());
        Assert.False(removing.IsCompleted);
        visited.Visits.Exit();
        Assert.Equal(FsError.None, (await removing).Error);
    }

    [Fact]
    public async Task LiveSetThatCanNotBeRead_KeepsEveryBlockOfTheStore()
    {
        using var directory = new TemporaryDirectory();
        await using var readable = new MemoryMetadataStore();
        var unreadable = new MemoryMetadataStore();
        await using var blocksA = new MemoryBlockStore(_clock);
        await using var blocksB = new MemoryBlockStore(_clock);
        await blocksA.PutAsync(Block(1), [new byte[10]], default);
        await blocksB.PutAsync(Block(2), [new byte[10]], default);
        CollectionSource[] sources =
        [
            new(Share(1), "readable", blocksA, readable, CaughtUp),
            new(Share(2), "unreadable", blocksB, unreadable, CaughtUp),
        ];
        _clock.Advance(CollectedStorage.Grace + Minute);
        Assert.Null((await RunAsync()).Reason);
        await unreadable.DisposeAsync();
        _clock.Advance(CollectedStorage.Grace + Minute);

        var report = await RunAsync();
        Assert.Equal((FsError.Unavailable, 0), (report.Error, report.DeletedBlocks));
        Assert.Contains("unreadable", report.Reason, StringComparison.Ordinal);
        Assert.Equal(FsError.None, (await blocksA.GetLengthAsync(Block(1), default)).Error);

        sources = sources[..1];
        Assert.Equal(1, (await RunAsync()).DeletedBlocks);

        Task<CollectionReport> RunAsync() => new BlockCollector(sources, new BlocksUnderWay(), directory.Path, _clock)
            .RunAsync(new CandidateFile(directory.Combine("candidates")), CollectedStorage.Grace, false, null, default);
    }

    [Fact]
    public async Task BlockThatARowOfAnyShareNames_Lives()
    {
        using var directory = new TemporaryDirectory();
        await using var metadata = new MemoryMetadataStore();
        await using var blocks = new MemoryBlockStore(_clock);
        await using var others = new MemoryBlockStore(_clock);
        await blocks.PutAsync(Block(1), [new byte[10]], default);
        await metadata.ApplyAsync([Batch(Share(2), batch => batch.PutExtent(new ContentId(7), new ContentExtent(0, 10, Block(1), 0)))], 1, default);
        CollectionSource[] sources = [new(Share(1), "holder", blocks, metadata, CaughtUp), new(Share(2), "user", others, metadata, CaughtUp)];

        for (var round = 0; round < 3; round++)
        {
            _clock.Advance(CollectedStorage.Grace + Minute);
            var report = await new BlockCollector(sources, new BlocksUnderWay(), directory.Path, _clock)
                .RunAsync(new CandidateFile(directory.Combine("candidates")), CollectedStorage.Grace, false, null, default);
            Assert.Equal((1, 0, 0), (report.Blocks, report.DeadBlocks, report.DeletedBlocks));
        }
    }

    [Fact]
    public async Task RowsThatAreOnlyLogged_KeepTheirBlocks()
    {
        using var directory = new TemporaryDirectory();
        await using var metadata = new MemoryMetadataStore();
        await using var blocks = new MemoryBlockStore(_clock);
        await blocks.PutAsync(Block(1), [new byte[10]], default);
        CollectionSource[] sources = [new(Share(1), "share", blocks, metadata, CatchUpAsync)];
        for (var round = 0; round < 3; round++)
        {
            _clock.Advance(CollectedStorage.Grace + Minute);
            var report = await new BlockCollector(sources, new BlocksUnderWay(), directory.Path, _clock)
                .RunAsync(new CandidateFile(directory.Combine("candidates")), CollectedStorage.Grace, false, null, default);
            Assert.Equal((1, 0, 0), (report.Blocks, report.DeadBlocks, report.DeletedBlocks));
        }

        ValueTask<FsResult> CatchUpAsync() =>
            metadata.ApplyAsync([Batch(Share(1), batch => batch.PutExtent(new ContentId(7), new ContentExtent(0, 10, Block(1), 0)))], 1, default);
    }

    [Fact]
    public async Task StoreThatRefuses_IsToldAndTriedAgain()
    {
        using var directory = new TemporaryDirectory();
        await using var metadata = new MemoryMetadataStore();
        await using var blocks = new FaultyBlockStore(new MemoryBlockStore(_clock));
        await blocks.PutAsync(Block(1), [new byte[10]], default);
        _clock.Advance(CollectedStorage.Grace + Minute);
        await RunAsync();
        _clock.Advance(CollectedStorage.Grace + Minute);
        blocks.Plan(new BlockFault(FsError.Unavailable));
        var report = await RunAsync();
        Assert.Equal((FsError.Unavailable, 1, 0), (report.Error, report.DueBlocks, report.DeletedBlocks));
        Assert.Equal((FsError.None, 1), await RunAsync() is var second ? (second.Error, second.DeletedBlocks) : default);

        Task<CollectionReport> RunAsync() => new BlockCollector([new(Share(1), "share", blocks, metadata, CaughtUp)], new BlocksUnderWay(), directory.Path, _clock)
            .RunAsync(new CandidateFile(directory.Combine("candidates")), CollectedStorage.Grace, false, null, default);
    }

    [Fact]
    public async Task WhatUnfinishedPutsLeft_GoesAfterTheGrace_UnlessItIsADryRun_AndAFailureIsTold()
    {
        using var directory = new TemporaryDirectory();
        await using var metadata = new MemoryMetadataStore();
        await using var blocks = new FaultyBlockStore(new MemoryBlockStore(_clock));
        Assert.Null((await RunAsync(dryRun: true)).Reason);
        Assert.Empty(blocks.UnfinishedRemovals);

        var before = _clock.GetUtcNow();
        Assert.Null((await RunAsync(dryRun: false)).Reason);
        Assert.InRange(Assert.Single(blocks.UnfinishedRemovals), before - CollectedStorage.Grace, _clock.GetUtcNow() - CollectedStorage.Grace);

        blocks.Plan(new BlockFault(FsError.Unavailable));
        var report = await RunAsync(dryRun: false);
        Assert.Equal(FsError.Unavailable, report.Error);
        Assert.Contains("share", report.Reason, StringComparison.Ordinal);

        Task<CollectionReport> RunAsync(bool dryRun) => new BlockCollector([new(Share(1), "share", blocks, metadata, CaughtUp)], new BlocksUnderWay(), directory.Path, _clock)
            .RunAsync(new CandidateFile(directory.Combine("candidates")), CollectedStorage.Grace, dryRun, null, default);
    }

    private static ValueTask<FsResult> CaughtUp() => new(FsResult.Success);

    private static async Task MakeDeadBlockAsync(TestStorage storage, ShareDefinition share)
    {
        await storage.Files.WriteFileAsync("dead", 100_000, 1);
        await storage.DrainAsync(share);
        await storage.Files.RemoveFileAsync("dead");
        await storage.DrainAsync(share);
    }
}
