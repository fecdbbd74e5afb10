using DittoFs.Storage.Dumps;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Storage.Collection;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Dumps;

/// <summary>Metadata of shares in files: written while clients work or while the share is stopped, and loaded where the share's own are lost or given up.</summary>
public sealed class DumpFileTests : IDisposable
{
    private readonly TemporaryDirectory blocks = new();
    private readonly MemoryStream file = new();

    public void Dispose()
    {
        blocks.Dispose();
        file.Dispose();
    }

    [Fact]
    public async Task Dump_OfARunningShare_LoadsWhereItsMetadataAreLost_AndHandlesStayGood()
    {
        await using var lost = await TestStorage.StartAsync(Share());
        var kept = await lost.Files.WriteFileAsync("kept", 300_000, 7);
        var written = await Dumps(lost).WriteAsync(lost.Definition, file, default);
        Assert.Equal((FsError.None, lost.Definition.Id), (written.Error, written.Share));
        var late = await lost.Files.WriteFileAsync("late", 10, 1);
        var handle = Handle(lost.Files, kept);

        await using var next = await TestStorage.StartAsync(CollectedStorage.Beside(lost.Definition, "other"));
        await LoadAsync(next, lost.Definition, replace: false, LoadOutcome.Loaded);
        Assert.Equal(FsError.None, (await next.Engine.AddShareAsync(lost.Definition, default)).Error);
        var files = next.Find(lost.Definition.Id).FileSystem;
        Assert.Equal(kept, next.Catalog.Resolve(handle).Value.Node);
        await files.AssertFileAsync("kept", 300_000, 7);
        Assert.Equal(FsError.NotFound, (await files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText("late"), default)).Error);

        // A handle of what is lost must not lead to something new.
        Assert.True((await files.WriteFileAsync("new", 10, 2)).Value > late.Value);
    }

    [Fact]
    public async Task Metadata_ThatAreThere_AreKeptUnlessTheyAreGivenUp()
    {
        await using var first = await TestStorage.StartAsync(Share());
        await first.Files.WriteFileAsync("old", 1000, 1);
        await first.Files.WriteFileAsync("changed", 1000, 4);
        Assert.Equal(FsError.None, (await Dumps(first).WriteAsync(first.Definition, file, default)).Error);
        await first.Files.RemoveFileAsync("old");
        await first.Files.WriteFileAsync("changed", 2000, 5);
        var late = await first.Files.WriteFileAsync("late", 1000, 2);
        await LoadAsync(first, first.Definition, replace: true, LoadOutcome.InUse);

        await using var stopped = await first.RestartWithoutShareAsync();
        await LoadAsync(stopped, first.Definition, replace: false, LoadOutcome.Kept);
        await LoadAsync(stopped, first.Definition, replace: true, LoadOutcome.Loaded);

        // The log still has what was written to the files that were given up.
        await using var again = await stopped.RestartAsync(first.Definition);
        await again.Files.AssertFileAsync("old", 1000, 1);
        await again.Files.AssertFileAsync("changed", 1000, 4);
        Assert.Equal(FsError.NotFound, (await again.Files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText("late"), default)).Error);
        Assert.True((await again.Files.WriteFileAsync("new", 10, 3)).Value > late.Value);
    }

    [Fact]
    public async Task Dump_OfAStoppedShare_IsThatOfARunningOne()
    {
        await using var running = await TestStorage.StartAsync(Share());
        await running.Files.WriteFileAsync("file", 1000, 1);
        await using var stopped = await running.RestartWithoutShareAsync();
        Assert.Equal(FsError.NotSynchronized, (await Dumps(stopped).WriteAsync(running.Definition, Stream.Null, default)).Error);
        Assert.Equal(FsError.None, (await stopped.Engine.AddShareAsync(running.Definition, default)).Error);
        Assert.Equal(FsError.None, (await stopped.Engine.DrainShareAsync(running.Definition.Id, default)).Error);
        Assert.Equal(FsError.None, (await stopped.Engine.RemoveShareAsync(running.Definition.Id, default)).Error);
        Assert.Equal(FsError.None, (await Dumps(stopped).WriteAsync(running.Definition, file, default)).Error);
        Assert.Equal(FsError.NotFound, (await Dumps(stopped).WriteAsync(CollectedStorage.Beside(running.Definition, "never"), Stream.Null, default)).Error);
        Assert.Equal(FsError.NotSupported, (await Dumps(stopped).WriteAsync(running.Definition with { Metadata = MetadataStoreKind.Memory }, Stream.Null, default)).Error);

        await using var next = await TestStorage.StartAsync(CollectedStorage.Beside(running.Definition, "other"));
        await LoadAsync(next, running.Definition, replace: false, LoadOutcome.Loaded);
        Assert.Equal(FsError.None, (await next.Engine.AddShareAsync(running.Definition, default)).Error);
        await next.Find(running.Definition.Id).FileSystem.AssertFileAsync("file", 1000, 1);
    }

    [Fact]
    public async Task File_ThatIsNotWhole_IsRefused_AndNothingIsChanged()
    {
        await using var storage = await TestStorage.StartAsync(Share());
        await storage.Files.WriteFileAsync("file", 1000, 1);
        Assert.Equal(FsError.None, (await Dumps(storage).WriteAsync(storage.Definition, file, default)).Error);
        await using var stopped = await storage.RestartWithoutShareAsync();
        var good = file.ToArray();
        for (var at = 0; at < good.Length; at += 7)
        {
            await AssertRefusedAsync([.. good[..at], (byte)(good[at] ^ 1), .. good[(at + 1)..]]);
        }

        await AssertRefusedAsync(good[..^1]);
        await AssertRefusedAsync([.. good, 0]);
        await AssertRefusedAsync([]);
        file.Position = 0;
        var other = await Dumps(stopped).LoadAsync(CollectedStorage.Beside(storage.Definition, "other"), file, replace: true, default);
        Assert.Equal(LoadOutcome.Refused, other.Outcome);
        await using var again = await stopped.RestartAsync(storage.Definition);
        await again.Files.AssertFileAsync("file", 1000, 1);

        async Task AssertRefusedAsync(byte[] content)
        {
            using var damaged = new MemoryStream(content);
            Assert.Equal(LoadOutcome.Refused, (await Dumps(stopped).LoadAsync(storage.Definition, damaged, replace: true, default)).Outcome);
        }
    }

    [Fact]
    public async Task Load_ThatFailsHalfway_KeepsTheShareFromStarting_UntilItIsRepeated()
    {
        await using var lost = await TestStorage.StartAsync(Share());
        await lost.Files.WriteFileAsync("file", 1000, 1);
        Assert.Equal(FsError.None, (await Dumps(lost).WriteAsync(lost.Definition, file, default)).Error);
        await using var next = await TestStorage.StartAsync(CollectedStorage.Beside(lost.Definition, "other"));
        using (var failing = new SecondPassFails(file.ToArray()))
        {
            Assert.Equal(LoadOutcome.Unavailable, (await Dumps(next).LoadAsync(lost.Definition, failing, replace: false, default)).Outcome);
        }

        var refused = await Assert.ThrowsAsync<StorageStartException>(() => next.Engine.AddShareAsync(lost.Definition, default));
        Assert.Contains("loaded again", refused.Message, StringComparison.Ordinal);
        await LoadAsync(next, lost.Definition, replace: false, LoadOutcome.Loaded);
        Assert.Equal(FsError.None, (await next.Engine.AddShareAsync(lost.Definition, default)).Error);
        await next.Find(lost.Definition.Id).FileSystem.AssertFileAsync("file", 1000, 1);
    }

    private static IShareDumpFiles Dumps(TestStorage storage) => (IShareDumpFiles)storage.Engine;

    private static byte[] Handle(ShareFileSystem files, NodeId node)
    {
        var handle = new byte[64];
        return handle[..files.WriteHandle(node, handle)];
    }

    private ShareDefinition Share() => TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem) with { BlockDirectory = blocks.Path };

    private async Task LoadAsync(TestStorage storage, ShareDefinition share, bool replace, LoadOutcome outcome)
    {
        file.Position = 0;
        var report = await Dumps(storage).LoadAsync(share, file, replace, default);
        Assert.True(report.Outcome == outcome, $"{report.Outcome}: {report.Detail}");
    }

    /// <summary>A file whose disk fails when it is read for the second time.</summary>
    private sealed class SecondPassFails(byte[] content) : MemoryStream(content)
    {
        private bool wasRead;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var fails = wasRead && Position > 100;
            wasRead |= Position == Length;
            return fails && Position < Length ? throw new IOException("The disk failed.") : base.ReadAsync(buffer, cancellationToken);
        }
    }
}
