using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Storage.Collection;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Files;

/// <summary>Shares whose answers promise that losing the machine loses nothing.</summary>
public sealed class RemoteDurabilityTests
{
    [Fact]
    public async Task Promised_IsThereWhenLogAndEmbeddedDatabaseAreGone()
    {
        await using var storage = await TestStorage.StartAsync(RemoteShare());
        var kept = await storage.Files.WriteFileAsync("kept", 300_000, 7);
        Assert.Equal(FsError.None, (await storage.Files.CommitAsync(TestStorage.Root, kept, default)).Error);
        var stable = await storage.Files.CreateFileAsync(TestStorage.Root, NodeId.Root, FileName.FromText("stable"), CreateDisposition.Guarded, default, 0, default);
        Assert.Equal(3, (await storage.Files.WriteAsync(TestStorage.Root, stable.Value.Node.Node, 0, new byte[] { 9, 9, 9 }, WriteStability.FileSync, default)).Value.Count);
        Assert.Equal(FsError.None, (await storage.Files.RenameAsync(TestStorage.Root, NodeId.Root, FileName.FromText("kept"), NodeId.Root, FileName.FromText("moved"), default)).Error);

        await using var next = await TestStorage.StartAsync(LoseTheLog(storage.CaptureCrash(powerCut: false)));
        await next.Files.AssertFileAsync("moved", 300_000, 7);
        await next.Files.AssertFileAsync("stable", 3, 9);
        Assert.Equal(FsError.NotFound, (await next.Files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText("kept"), default)).Error);
    }

    [Fact]
    public async Task Commits_OfManyFilesAtOnce_ShareABlock()
    {
        FaultyBlockStore? blocks = null;
        await using var storage = await TestStorage.StartAsync(RemoteShare(), around: store => blocks = new FaultyBlockStore(store));
        List<NodeId> files = [];
        for (var i = 0; i < 32; i++)
        {
            files.Add(await storage.Files.WriteFileAsync($"file-{i}", 1000, (byte)i));
        }

        var commits = await Task.WhenAll(files.Select(file => storage.Files.CommitAsync(TestStorage.Root, file, default).AsTask()));
        Assert.All(commits, static commit => Assert.Equal(FsError.None, commit.Error));
        Assert.InRange(blocks!.Puts, 1, 8);
        Assert.Equal(0, storage.Share.Content.DirtyBytes);
    }

    [Fact]
    public async Task Commit_WhileTheBlockStoreRefuses_AsksToComeAgain_AndIsKeptAfterwards()
    {
        FaultyBlockStore? blocks = null;
        await using var storage = await TestStorage.StartAsync(RemoteShare(), around: store => blocks = new FaultyBlockStore(store));
        var file = await storage.Files.WriteFileAsync("file", 1000, 1);
        blocks!.Every = new BlockFault(FsError.Unavailable);
        Assert.Equal(FsError.Unavailable, (await storage.Files.CommitAsync(TestStorage.Root, file, default)).Error);
        blocks.Every = null;
        while ((await storage.Files.CommitAsync(TestStorage.Root, file, default)).Error == FsError.Unavailable)
        {
            // The uploader tries again when its pause after the failure is over.
        }

        await using var next = await TestStorage.StartAsync(LoseTheLog(storage.CaptureCrash(powerCut: false)));
        await next.Files.AssertFileAsync("file", 1000, 1);
    }

    [Fact]
    public async Task NameChange_WhileTheDatabaseIsAway_WaitsAndIsMadeOnce()
    {
        var cluster = await PostgresCluster.StartOwnAsync();
        await using var storage = await TestStorage.StartAsync(RemoteShare() with { Postgres = new PostgresLocation(await cluster.CreateAsync()) });
        Assert.Equal(FsError.NotFound, (await storage.Files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText("made"), default)).Error);
        await cluster.StopAsync();
        var making = storage.Files.MakeDirectoryAsync(TestStorage.Root, NodeId.Root, FileName.FromText("made"), default, default).AsTask();
        while (storage.Share.Metadata.Committer.Failure == FsError.None)
        {
            await Task.Yield();
        }

        Assert.False(making.IsCompleted);
        await cluster.ResumeAsync();
        Assert.Equal(FsError.None, (await making).Error);
        Assert.Equal(2UL, (await storage.Share.Metadata.Store.CountAsync(storage.Definition.Id, default)).Value.Nodes);
    }

    [Theory]
    [InlineData(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem)]
    [InlineData(MetadataStoreKind.Memory, BlockStoreKind.FileSystem)]
    [InlineData(MetadataStoreKind.Postgres, BlockStoreKind.Memory)]
    public async Task Share_OnStoresThatGoWithTheMachine_IsRefused(MetadataStoreKind metadata, BlockStoreKind blocks)
    {
        var share = TestStorage.OpenShare(metadata, blocks) with { Durability = DurabilityTier.Remote };
        var refusal = await Assert.ThrowsAsync<StorageStartException>(() => TestStorage.StartAsync(share));
        Assert.Contains("durability remote", refusal.Message, StringComparison.Ordinal);
    }

    private static ShareDefinition RemoteShare() => TestStorage.OpenShare(MetadataStoreKind.Postgres, BlockStoreKind.FileSystem) with { Durability = DurabilityTier.Remote };

    private static CrashedStorage LoseTheLog(CrashedStorage left)
    {
        Directory.Delete(Path.Combine(left.Directory, "wal"), recursive: true);
        Directory.Delete(Path.Combine(left.Directory, "metadata"), recursive: true);
        return left;
    }
}
