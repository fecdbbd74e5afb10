using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Storage.Collection;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.Time.Testing;

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
    public async Task Commit_WhileTheBlockStoreRefuses_Waits_AndIsKeptAfterwards()
    {
        FaultyBlockStore? blocks = null;
        await using var storage = await TestStorage.StartAsync(RemoteShare(), around: store => blocks = new FaultyBlockStore(store));
        var file = await storage.Files.WriteFileAsync("file", 1000, 1);
        blocks!.Every = new BlockFault(FsError.Unavailable);
        var committing = storage.Files.CommitAsync(TestStorage.Root, file, default).AsTask();
        await blocks.WaitForPutsAsync(1);
        Assert.False(committing.IsCompleted);
        blocks.Every = null;
        Assert.Equal(FsError.None, (await committing).Error);
        await using var next = await TestStorage.StartAsync(LoseTheLog(storage.CaptureCrash(powerCut: false)));
        await next.Files.AssertFileAsync("file", 1000, 1);
    }

    [Fact]
    public async Task StableWrite_ThatAnotherOverwritesWhileItsBlockIsStored_IsKeptWhenTheLogIsLost()
    {
        FaultyBlockStore? blocks = null;
        await using var storage = await TestStorage.StartAsync(RemoteShare(), around: store => blocks = new FaultyBlockStore(store));
        var file = await storage.Files.WriteFileAsync("file", 1000, 1);
        Assert.Equal(FsError.None, (await storage.Files.CommitAsync(TestStorage.Root, file, default)).Error);
        var (first, second) = (Hold(), Hold());
        blocks!.Plan(first, second);
        var stable = storage.Files.WriteAsync(TestStorage.Root, file, 0, Bytes(1000, 2), WriteStability.FileSync, default).AsTask();
        await first.Reached!.Task;
        Assert.Equal(FsError.None, (await storage.Files.WriteAsync(TestStorage.Root, file, 0, Bytes(1000, 3), WriteStability.Unstable, default)).Error);
        Assert.False(stable.IsCompleted);
        first.Release.SetResult();

        // The younger bytes go too, and are overwritten on their way as well.
        await second.Reached!.Task;
        Assert.Equal(FsError.None, (await storage.Files.WriteAsync(TestStorage.Root, file, 0, Bytes(1000, 4), WriteStability.Unstable, default)).Error);
        Assert.False(stable.IsCompleted);
        second.Release.SetResult();
        Assert.Equal(FsError.None, (await stable).Error);
        await storage.Files.AssertFileAsync("file", 1000, 4);
        await using (var next = await TestStorage.StartAsync(LoseTheLog(storage.CaptureCrash(powerCut: false))))
        {
            await next.Files.AssertFileAsync("file", 1000, 3);
        }

        await using (var next = await storage.CrashAsync())
        {
            await next.Files.AssertFileAsync("file", 1000, 4);
        }

        Assert.Equal(FsError.None, (await storage.Files.CommitAsync(TestStorage.Root, file, default)).Error);
        await using var last = await TestStorage.StartAsync(LoseTheLog(storage.CaptureCrash(powerCut: false)));
        await last.Files.AssertFileAsync("file", 1000, 4);
    }

    [Fact]
    public async Task StableWrite_ThatAnotherOverwritesBeforeItsBlockBegins_GoesWithTheOther()
    {
        FaultyBlockStore? blocks = null;
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var storage = await TestStorage.StartAsync(RemoteShare(), around: store => blocks = new FaultyBlockStore(store), clock: clock);
        var file = await storage.Files.WriteFileAsync("file", 1000, 1);
        var committing = storage.Files.CommitAsync(TestStorage.Root, file, default).AsTask();
        await PassTimeAsync(clock, committing);
        Assert.Equal(FsError.None, (await committing).Error);
        blocks!.Every = new BlockFault(FsError.Unavailable);
        var stable = storage.Files.WriteAsync(TestStorage.Root, file, 0, Bytes(1000, 2), WriteStability.FileSync, default).AsTask();
        await PassTimeAsync(clock, blocks.WaitForPutsAsync(blocks.Puts + 1));
        while (storage.Share.Uploader.Failure == FsError.None)
        {
            await Task.Yield();
        }

        // The round asks for everything up to the stable write once more, and the first thing that is done for it is to ask whether the store is back.
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        blocks.BeforeCheck = () =>
        {
            asked.TrySetResult();
            return answer.Task;
        };
        blocks.Every = null;
        await PassTimeAsync(clock, asked.Task);
        Assert.Equal(FsError.None, (await storage.Files.WriteAsync(TestStorage.Root, file, 0, Bytes(1000, 3), WriteStability.Unstable, default)).Error);
        answer.SetResult();
        await PassTimeAsync(clock, stable);
        Assert.Equal(FsError.None, (await stable).Error);
        await using var next = await TestStorage.StartAsync(LoseTheLog(storage.CaptureCrash(powerCut: false) with { Doubles = default }));
        await next.Files.AssertFileAsync("file", 1000, 3);
    }

    [Fact]
    public async Task Size_OfBytesThatAreInTheLogOnly_GoesWithTheLog()
    {
        FaultyBlockStore? blocks = null;
        await using var storage = await TestStorage.StartAsync(RemoteShare(), around: store => blocks = new FaultyBlockStore(store));
        var growing = await storage.Files.WriteFileAsync("growing", 1000, 1);
        Assert.Equal(FsError.None, (await storage.Files.CommitAsync(TestStorage.Root, growing, default)).Error);
        var other = await storage.Files.WriteFileAsync("other", 10, 9);
        var put = Hold();
        blocks!.Plan(put);
        var committing = storage.Files.CommitAsync(TestStorage.Root, other, default).AsTask();
        await put.Reached!.Task;
        Assert.Equal(FsError.None, (await storage.Files.WriteAsync(TestStorage.Root, growing, 1000, Bytes(1000, 1), WriteStability.Unstable, default)).Error);
        Assert.Equal(FsError.None, (await storage.Files.WriteAsync(TestStorage.Root, growing, 0, Bytes(10, 1), WriteStability.Unstable, default)).Error);
        put.Release.SetResult();
        Assert.Equal(FsError.None, (await committing).Error);
        await using (var next = await TestStorage.StartAsync(LoseTheLog(storage.CaptureCrash(powerCut: false))))
        {
            await next.Files.AssertFileAsync("growing", 1000, 1);
        }

        // The log has the bytes, and so the size.
        await using (var next = await storage.CrashAsync())
        {
            await next.Files.AssertFileAsync("growing", 2000, 1);
        }

        Assert.Equal(FsError.None, (await storage.Files.CommitAsync(TestStorage.Root, growing, default)).Error);
        await using var last = await TestStorage.StartAsync(LoseTheLog(storage.CaptureCrash(powerCut: false)));
        await last.Files.AssertFileAsync("growing", 2000, 1);
    }

    [Fact]
    public async Task StableWrite_OverABlockThatIsCutMeanwhile_DoesNotBringBackWhatWasCut()
    {
        FaultyBlockStore? blocks = null;
        await using var storage = await TestStorage.StartAsync(RemoteShare(), around: store => blocks = new FaultyBlockStore(store));
        var file = await storage.Files.WriteFileAsync("file", 1000, 1);
        var put = Hold();
        blocks!.Plan(put);
        var committing = storage.Files.CommitAsync(TestStorage.Root, file, default).AsTask();
        await put.Reached!.Task;
        Assert.Equal(FsError.None, (await storage.Files.SetAttributesAsync(TestStorage.Root, file, new AttributeChanges { Size = 0 }, null, default)).Error);
        Assert.Equal(FsError.None, (await storage.Files.WriteAsync(TestStorage.Root, file, 0, Bytes(500, 3), WriteStability.Unstable, default)).Error);
        put.Release.SetResult();
        Assert.Equal(FsError.None, (await committing).Error);
        await using var next = await TestStorage.StartAsync(LoseTheLog(storage.CaptureCrash(powerCut: false)));
        var found = await next.Files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText("file"), default);
        var bytes = new byte[1000];
        var read = await next.Files.ReadAsync(TestStorage.Root, found.Value.Node.Node, 0, bytes, default);
        Assert.Equal(FsError.None, read.Error);
        Assert.DoesNotContain((byte)1, bytes[..read.Value.Count]);
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

    /// <summary>A share of the durability <c>remote</c>.</summary>
    internal static ShareDefinition RemoteShare() => TestStorage.OpenShare(MetadataStoreKind.Postgres, BlockStoreKind.FileSystem) with { Durability = DurabilityTier.Remote };

    /// <summary>A put that is held until it is released.</summary>
    private static HeldPut Hold() => new(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private sealed record HeldPut(TaskCompletionSource Release)
        : BlockFault(Gate: Release.Task, Reached: new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>A millisecond of the clock after the other, and at least as much time, until something has happened.</summary>
    private static async Task PassTimeAsync(FakeTimeProvider clock, Task happened)
    {
        while (!happened.IsCompleted)
        {
            await Task.Delay(1);
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    internal static byte[] Bytes(int count, byte value)
    {
        var bytes = new byte[count];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    /// <summary>What is left of a server without its machine.</summary>
    internal static CrashedStorage LoseTheLog(CrashedStorage left)
    {
        Directory.Delete(Path.Combine(left.Directory, "wal"), recursive: true);
        Directory.Delete(Path.Combine(left.Directory, "metadata"), recursive: true);
        return left;
    }
}
