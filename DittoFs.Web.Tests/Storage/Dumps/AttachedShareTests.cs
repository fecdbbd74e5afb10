using DittoFs.Storage.Dumps;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Storage.Collection;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Dumps;

/// <summary>Shares whose server is lost with all that was on it, and that come back from their stores alone.</summary>
public sealed class AttachedShareTests : IDisposable
{
    private readonly TemporaryDirectory cloud = new();

    public void Dispose() => cloud.Dispose();

    [Fact]
    public async Task Dump_InTheBlockStore_BringsEverythingBack_AndHandlesStayGood()
    {
        await using var lost = await StartAsync(Share());
        var kept = await lost.Files.WriteFileAsync("kept", 300_000, 7);
        var directory = (await lost.Files.MakeDirectoryAsync(TestStorage.Root, NodeId.Root, FileName.FromText("directory"), default, default)).Value.Node.Node;
        Assert.Equal(FsError.None, (await lost.Files.RenameAsync(TestStorage.Root, NodeId.Root, FileName.FromText("kept"), directory, FileName.FromText("moved"), default)).Error);
        await lost.Files.WriteFileAsync("removed", 10, 1);
        await lost.Files.RemoveFileAsync("removed");
        var usage = lost.Engine.GetUsage(lost.Definition.Id).Value;
        var report = await lost.Engine.DumpShareAsync(lost.Definition.Id, default);
        Assert.Equal((FsError.None, 1U), (report.Error, report.Number));
        var late = await lost.Files.WriteFileAsync("late", 10, 1);
        var handle = Handle(lost.Files, kept);

        await using var next = await StartAsync(CollectedStorage.Beside(lost.Definition, "other"));
        await AttachAsync(next, lost.Definition);
        var files = next.Find(lost.Definition.Id).FileSystem;
        Assert.Equal(handle, Handle(files, kept));
        Assert.Equal(kept, next.Catalog.Resolve(handle).Value.Node);
        Assert.Equal(FsError.None, (await files.LookupAsync(TestStorage.Root, directory, FileName.FromText("moved"), default)).Error);
        var bytes = new byte[300_000];
        Assert.Equal(300_000, (await files.ReadAsync(TestStorage.Root, kept, 0, bytes, default)).Value.Count);
        Assert.Equal(-1, bytes.AsSpan().IndexOfAnyExcept((byte)7));
        Assert.Equal(
            usage.Owners.Select(static owner => (owner.Uid, owner.Bytes, owner.Nodes)),
            next.Engine.GetUsage(lost.Definition.Id).Value.Owners.Select(static owner => (owner.Uid, owner.Bytes, owner.Nodes)));

        // What came after the dump is gone, and nothing new has its place.
        Assert.Equal(FsError.NotFound, (await files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText("late"), default)).Error);
        Assert.True((await files.WriteFileAsync("new", 10, 2)).Value > late.Value);
        await using var again = await next.RestartAsync(lost.Definition);
        await again.Files.AssertFileAsync("new", 10, 2);
    }

    [Fact]
    public async Task Bytes_ThatWereInTheLogOnly_AreAnErrorAndNoZeros()
    {
        FaultyBlockStore? blocks = null;
        await using var lost = await StartAsync(Share(), around: store => blocks = new FaultyBlockStore(store));
        await lost.Files.WriteFileAsync("stored", 1000, 1);
        var (reached, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        blocks!.Plan(new BlockFault(Gate: release.Task, Reached: reached));
        var dumping = lost.Engine.DumpShareAsync(lost.Definition.Id, default);
        await reached.Task;
        var logged = await lost.Files.WriteFileAsync("logged", 1000, 2);
        release.SetResult();
        Assert.Equal(FsError.None, (await dumping).Error);

        await using var next = await StartAsync(CollectedStorage.Beside(lost.Definition, "other"));
        await AttachAsync(next, lost.Definition);
        var files = next.Find(lost.Definition.Id).FileSystem;
        await files.AssertFileAsync("stored", 1000, 1);
        Assert.Equal(FsError.Corrupt, (await files.ReadAsync(TestStorage.Root, logged, 0, new byte[1000], default)).Error);
        Assert.Equal(FsError.None, (await files.WriteAsync(TestStorage.Root, logged, 0, new byte[1000], WriteStability.FileSync, default)).Error);
        await files.AssertFileAsync("logged", 1000, 0);
    }

    [Fact]
    public async Task Dump_ThatIsDamagedOrCutShort_IsPassedOver()
    {
        await using var lost = await StartAsync(Share());
        await lost.Files.WriteFileAsync("first", 1000, 1);
        Assert.Equal(FsError.None, (await lost.Engine.DumpShareAsync(lost.Definition.Id, default)).Error);
        await lost.Files.WriteFileAsync("second", 1000, 2);
        Assert.Equal(2U, (await lost.Engine.DumpShareAsync(lost.Definition.Id, default)).Number);
        Assert.Equal(3U, (await lost.Engine.DumpShareAsync(lost.Definition.Id, default)).Number);
        Damage(ReservedKind.Rows, 3);
        await using (var next = await StartAsync(CollectedStorage.Beside(lost.Definition, "other")))
        {
            await AttachAsync(next, lost.Definition);
            await next.Find(lost.Definition.Id).FileSystem.AssertFileAsync("second", 1000, 2);
        }

        File.Delete(PathOf(ReservedKind.Manifest, 3));
        File.Delete(PathOf(ReservedKind.Manifest, 2));
        await using var last = await StartAsync(CollectedStorage.Beside(lost.Definition, "other"));
        await AttachAsync(last, lost.Definition);
        await last.Find(lost.Definition.Id).FileSystem.AssertFileAsync("first", 1000, 1);
        Assert.Equal(FsError.NotFound, (await last.Find(lost.Definition.Id).FileSystem.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText("second"), default)).Error);
    }

    [Fact]
    public async Task Blocks_ThatARetainedDumpNeeds_Live_AndGoWithIt()
    {
        var clock = new ShiftedClock();
        var options = new DumpOptions { Keep = 2, OwnerInterval = TimeSpan.Zero };
        await using var storage = await StartAsync(Share(), clock: clock, dumps: options);
        await storage.Files.WriteFileAsync("file", 1000, 1);
        Assert.Equal(FsError.None, (await storage.Engine.DumpShareAsync(storage.Definition.Id, default)).Error);
        await storage.Files.RemoveFileAsync("file");
        await storage.DrainAsync(storage.Definition);
        var report = await storage.CollectAllAsync(clock, storage.Definition);
        Assert.Equal((0L, 0L), (report.DeletedBlocks, report.DeadBlocks));
        await using (var next = await StartAsync(CollectedStorage.Beside(storage.Definition, "other")))
        {
            await AttachAsync(next, storage.Definition);
            await next.Find(storage.Definition.Id).FileSystem.AssertFileAsync("file", 1000, 1);
        }

        Assert.Equal(FsError.None, (await storage.Engine.DumpShareAsync(storage.Definition.Id, default)).Error);
        Assert.Equal(FsError.None, (await storage.Engine.DumpShareAsync(storage.Definition.Id, default)).Error);
        Assert.False(File.Exists(PathOf(ReservedKind.Rows, 1)));
        Assert.Equal(1, (await storage.CollectAllAsync(clock, storage.Definition)).DeletedBlocks);
        Assert.True(File.Exists(PathOf(ReservedKind.Rows, 2)));
    }

    [Fact]
    public async Task Share_ThatAnotherServerHas_IsRefused_AndOneThatWasTakenDoesNotComeBack()
    {
        var options = new DumpOptions { OwnerInterval = TimeSpan.FromHours(1) };
        await using var first = await StartAsync(Share(), around: TestStorage.Remote, dumps: options);
        await first.Files.WriteFileAsync("file", 1000, 1);
        Assert.Equal(FsError.None, (await first.Engine.DumpShareAsync(first.Definition.Id, default)).Error);
        var here = await first.Engine.AttachShareAsync(first.Definition, default);
        Assert.Equal(AttachRefusal.InUse, here.Refusal);
        await using var second = await StartAsync(CollectedStorage.Beside(first.Definition, "other"), around: TestStorage.Remote, dumps: options);
        var refused = await second.Engine.AttachShareAsync(first.Definition, default);
        Assert.Equal(AttachRefusal.InUse, refused.Refusal);
        Assert.Contains(Environment.MachineName, refused.Detail, StringComparison.Ordinal);

        await using var stopped = await first.RestartWithoutShareAsync();
        await AttachAsync(second, first.Definition);
        await second.Find(first.Definition.Id).FileSystem.AssertFileAsync("file", 1000, 1);
        var back = await Assert.ThrowsAsync<StorageStartException>(() => stopped.Engine.AddShareAsync(first.Definition, default));
        Assert.Contains("attached by another server", back.Message, StringComparison.Ordinal);

        // Its old rows say nothing of what lives, and its erasure takes no blocks.
        Assert.NotEqual(FsError.None, (await stopped.CollectAsync([first.Definition])).Error);
        var blocks = ListBlocks();
        Assert.Equal(FsError.None, (await stopped.Engine.EraseShareAsync(first.Definition, default)).Error);
        Assert.Equal(blocks, ListBlocks());
        await second.Find(first.Definition.Id).FileSystem.AssertFileAsync("file", 1000, 1);
    }

    [Fact]
    public async Task Server_WhoseShareAnotherTookWhileItWasSilent_StopsIt()
    {
        // A beat reads who has the share, so the number of reads tells how many there were.
        const int ReadsMax = 200;
        var options = new DumpOptions { OwnerInterval = TimeSpan.FromMilliseconds(50) };
        FaultyBlockStore? seen = null;
        await using var first = await StartAsync(Share(), around: store => seen = TestStorage.Remote(store), dumps: options);
        Assert.Equal(FsError.None, (await first.Engine.DumpShareAsync(first.Definition.Id, default)).Error);
        await using var blocks = DittoFs.Storage.Blocks.FileSystem.FileSystemBlockStore.Open(Path.Combine(cloud.Path, first.Definition.Id.ToString()), first.Definition.Id, new());
        var other = new ShareOwner(new DumpBlocks(blocks, first.Definition.Id), Guid.NewGuid(), TimeSpan.FromHours(1));
        Assert.Equal(FsError.None, (await other.TakeAsync((await other.ReadAsync(default)).Value, default)).Error);
        var reads = seen!.Reads;
        while (first.Running.Count > 0)
        {
            Assert.True(seen.Reads < reads + ReadsMax, "The server goes on with the share though another has it.");
            await Task.Delay(10);
        }

        Assert.True(other.IsOurs((await other.ReadAsync(default)).Value));
    }

    [Fact]
    public async Task Rows_InPostgres_AreTakenOver_WhereNoServerHasThemOpen()
    {
        var share = Share() with { Metadata = MetadataStoreKind.Postgres };
        await using var first = await StartAsync(share);
        share = first.Definition;
        var stored = await first.Files.WriteFileAsync("stored", 1000, 1);
        await first.DrainAsync(share);
        await first.Files.WriteFileAsync("logged", 1000, 2);
        var handle = Handle(first.Files, stored);
        await using var second = await StartAsync(TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem) with { Id = new ShareId(Guid.NewGuid()), Name = ShareName.Parse("other") });
        Assert.Equal(AttachRefusal.InUse, (await second.Engine.AttachShareAsync(share, default)).Refusal);
        await using var stopped = await first.RestartWithoutShareAsync();
        await Assert.ThrowsAsync<StorageStartException>(() => second.Engine.AddShareAsync(share, default));
        await AttachAsync(second, share);
        Assert.Equal(stored, second.Catalog.Resolve(handle).Value.Node);
        await second.Find(share.Id).FileSystem.AssertFileAsync("stored", 1000, 1);
        await Assert.ThrowsAsync<StorageStartException>(() => stopped.Engine.AddShareAsync(share, default));
    }

    [Fact]
    public async Task Share_WithoutADumpOrWithoutBlocks_IsNotThere()
    {
        await using var first = await StartAsync(Share());
        await first.Files.WriteFileAsync("file", 1000, 1);
        await using var second = await StartAsync(CollectedStorage.Beside(first.Definition, "other"));
        Assert.Contains("no dump", (await second.Engine.AttachShareAsync(first.Definition, default)).Detail, StringComparison.Ordinal);
        var unknown = await second.Engine.AttachShareAsync(CollectedStorage.Beside(first.Definition, "unknown"), default);
        Assert.Equal(AttachRefusal.NotFound, unknown.Refusal);
        Assert.Equal([first.Definition.Id, second.Definition.Id], (await second.Engine.FindSharesAsync(first.Definition, default)).Value.OrderBy(id => id != first.Definition.Id));
    }

    private static async Task AttachAsync(TestStorage storage, ShareDefinition share)
    {
        var report = await storage.Engine.AttachShareAsync(share, default);
        Assert.True(report.Refusal == AttachRefusal.None, report.Detail);
        Assert.Equal(FsError.None, (await storage.Engine.AddShareAsync(share, default)).Error);
    }

    private static byte[] Handle(ShareFileSystem files, NodeId node)
    {
        var handle = new byte[64];
        return handle[..files.WriteHandle(node, handle)];
    }

    private ShareDefinition Share() => TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem) with { BlockDirectory = cloud.Path };

    private static Task<TestStorage> StartAsync(
        ShareDefinition share, Func<DittoFs.Storage.Blocks.IBlockStore, DittoFs.Storage.Blocks.IBlockStore>? around = null, TimeProvider? clock = null, DumpOptions? dumps = null) =>
        TestStorage.StartAsync(share, around: around, clock: clock, doubles: new TestDoubles(Dumps: dumps));

    private string[] ListBlocks() => [.. Directory.EnumerateFiles(Path.Combine(cloud.Path, Share().Id.ToString()), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private string PathOf(ReservedKind kind, uint number)
    {
        var block = ReservedBlocks.Make(new ReservedBlock(kind, number, 0)).ToString();
        return Path.Combine(cloud.Path, Share().Id.ToString(), block[^2..], block);
    }

    private void Damage(ReservedKind kind, uint number)
    {
        var bytes = File.ReadAllBytes(PathOf(kind, number));
        bytes[100] ^= 1;
        File.WriteAllBytes(PathOf(kind, number), bytes);
    }
}
