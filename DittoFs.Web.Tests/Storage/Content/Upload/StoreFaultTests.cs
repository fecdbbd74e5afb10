using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Storage.Content.Upload;

/// <summary>The block store answers slowly, wrongly or not at all, by a clock of the tests' own: nothing is lost, nobody is stuck, and uploads resume by themselves.</summary>
public sealed class StoreFaultTests : IAsyncLifetime
{
    private const int FileBytes = 100_000;
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow) { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly FaultyBlockStoreOpener opener = new();
    private readonly Dictionary<NodeId, byte> written = [];
    private TestStorage storage = null!;

    public async Task InitializeAsync() => storage = await StartAsync(new WalOptions { Budget = ByteSize.FromMebibytes(24), SegmentSize = ByteSize.FromMebibytes(1) });

    public async Task DisposeAsync() => await storage.DisposeAsync();

    [Theory]
    [InlineData(FsError.Unavailable)]
    [InlineData(FsError.InputOutput)]
    [InlineData(FsError.NoSpace)]
    public async Task Puts_ThatFail_AreTriedAgainUntilTheyAreTaken(FsError error)
    {
        await WriteAsync("before", 1);
        opener.Store.Plan(Enumerable.Repeat(new BlockFault(error), 5).ToArray());
        await TimePassesUntilAsync(opener.Store.WaitForPutsAsync(6));
        await AssertAllIsStoredAsync();
        Assert.Equal(6, opener.Store.Puts);
    }

    [Fact]
    public async Task Put_WhoseReplyIsLost_IsDoneAgainAndReadsBack()
    {
        await WriteAsync("file", 1);
        opener.Store.Plan(new BlockFault(FsError.Unavailable, ReplyLost: true));
        Assert.Equal(FsError.Unavailable, (await storage.Share.Uploader.DrainAsync(default)).Error);
        Assert.Equal(FileBytes, storage.Share.Content.DirtyBytes);
        await AssertAllIsStoredAsync();
    }

    [Fact]
    public async Task Put_ThatTakesLong_KeepsNobodyWaiting_AndMarksNothingCleanThatIsNewer()
    {
        var answer = new TaskCompletionSource();
        var node = await WriteAsync("slow", 1);
        opener.Store.Plan(new BlockFault(Gate: answer.Task));
        var drained = storage.Share.Uploader.DrainAsync(default);
        await opener.Store.WaitForPutsAsync(1);

        await WriteAsync("other", 2);
        await WriteAsync("slow", 3);
        await AssertBytesAsync();
        Assert.False(drained.IsCompleted);

        answer.SetResult();
        Assert.Equal(FsError.None, (await drained).Error);
        Assert.Equal(2 * FileBytes, storage.Share.Content.DirtyBytes);
        await AssertAllIsStoredAsync();
        Assert.Equal(3, written[node]);
    }

    [Fact]
    public async Task Store_ThatIsGoneForAnHour_LosesNothing_AndUploadsResumeWithinSeconds()
    {
        await WriteAsync("early", 1);
        Assert.Equal(FsError.None, (await storage.Share.Uploader.DrainAsync(default)).Error);
        opener.Store.Every = new BlockFault(FsError.Unavailable);
        for (var minute = 0; minute < 60; minute++)
        {
            await WriteAsync($"m{minute}", (byte)minute);
            clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.Equal(FsError.Unavailable, (await storage.Share.Uploader.DrainAsync(default)).Error);
        var share = Assert.Single(storage.Engine.GetStatistics().Shares);
        Assert.Equal((60L * FileBytes, FsError.Unavailable), (share.BytesAtRisk, share.UploadFailure));
        Assert.InRange(share.AtRiskAge, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
        Assert.Contains(await storage.Engine.CheckHealthAsync(default), store => store is { Name: "blocks/export", Healthy: false } && store.Detail.Contains("away"));
        await AssertBytesAsync(except: "early");

        // The uploader has just been refused and waits for the next time to ask.
        Assert.Equal(FsError.Unavailable, (await storage.Share.Uploader.DrainAsync(default)).Error);
        opener.Store.Every = null;
        var resumed = opener.Store.WaitForPutsAsync(opener.Store.Puts + 1);
        clock.Advance(TimeSpan.FromSeconds(1));
        await resumed;
        await AssertAllIsStoredAsync();
        Assert.All(await storage.Engine.CheckHealthAsync(default), store => Assert.True(store.Healthy, store.Detail));
    }

    [Fact]
    public async Task Outage_LongerThanTheLog_SlowsWriters_ThenAsksThemToComeBack_AndHeals()
    {
        opener.Store.Every = new BlockFault(FsError.Unavailable);
        var bytes = new byte[1 << 18];
        var made = await CreateAsync("large");
        var (refused, waited, count) = (FsError.None, TimeSpan.Zero, 0);
        while (refused == FsError.None)
        {
            bytes.AsSpan().Fill((byte)count);
            var writing = storage.Files.WriteAsync(TestStorage.Root, made, (ulong)(count * bytes.Length), bytes, WriteStability.Unstable, default).AsTask();
            var begin = clock.GetUtcNow();
            await TimePassesUntilAsync(writing);
            waited = clock.GetUtcNow() - begin;
            refused = (await writing).Error;
            count += refused == FsError.None ? 1 : 0;
        }

        Assert.Equal(FsError.Unavailable, refused);
        Assert.True(waited >= TimeSpan.FromSeconds(30), $"a writer was refused after {waited}");
        // A share has half of the log, which is 24 MiB here.
        Assert.InRange(count * bytes.Length, 8 << 20, 13 << 20);
        var read = new byte[bytes.Length];
        Assert.Equal(read.Length, (await storage.Files.ReadAsync(TestStorage.Root, made, 0, read, default)).Value.Count);

        opener.Store.Every = null;
        while (refused != FsError.None)
        {
            var again = storage.Files.WriteAsync(TestStorage.Root, made, (ulong)(count * bytes.Length), bytes, WriteStability.Unstable, default).AsTask();
            await TimePassesUntilAsync(again);
            refused = (await again).Error;
        }

        Assert.Equal(FsError.None, (await storage.Share.Uploader.DrainAsync(default)).Error);
        for (var i = 0; i < count; i++)
        {
            await storage.Files.ReadAsync(TestStorage.Root, made, (ulong)(i * bytes.Length), read, default);
            Assert.Equal(-1, read.AsSpan().IndexOfAnyExcept((byte)i));
        }
    }

    [Theory]
    [InlineData(0, "packing-")]
    [InlineData(1000, "yielding-")]
    public async Task Block_IsPackedBehindEverythingElse_WhileClientsAreBusyAndOnlyThen(int calls, string threads)
    {
        await WriteAsync("file", 1);
        for (var i = 0; i < calls; i++)
        {
            await storage.Files.GetAttributesAsync(TestStorage.Root, NodeId.Root, default);
        }

        clock.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(FsError.None, (await storage.Share.Uploader.DrainAsync(default)).Error);
        Assert.StartsWith(threads, opener.Store.PutThread, StringComparison.Ordinal);
    }

    private Task<TestStorage> StartAsync(WalOptions wal) =>
        TestStorage.StartAsync(TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.S3), wal: wal, doubles: new TestDoubles(clock, opener));

    private async Task TimePassesUntilAsync(Task awaited)
    {
        while (!awaited.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.WhenAny(awaited, Task.Run(static () => { }));
        }
    }

    private async Task<NodeId> CreateAsync(string name)
    {
        var made = await storage.Files.CreateFileAsync(TestStorage.Root, NodeId.Root, FileName.FromText(name), CreateDisposition.Unchecked, default, 0, default);
        Assert.Equal(FsError.None, made.Error);
        return made.Value.Node.Node;
    }

    private async Task<NodeId> WriteAsync(string name, byte value)
    {
        var node = await CreateAsync(name);
        var bytes = new byte[FileBytes];
        bytes.AsSpan().Fill(value);
        Assert.Equal(FsError.None, (await storage.Files.WriteAsync(TestStorage.Root, node, 0, bytes, WriteStability.FileSync, default)).Error);
        written[node] = value;
        return node;
    }

    private async Task AssertAllIsStoredAsync()
    {
        Assert.Equal(FsError.None, (await storage.Share.Uploader.DrainAsync(default)).Error);
        Assert.Equal((0, FsError.None), (storage.Share.Content.DirtyBytes, storage.Share.Uploader.Failure));
        await AssertBytesAsync();
    }

    private async Task AssertBytesAsync(string? except = null)
    {
        var skipped = except is null ? default : await CreateAsync(except);
        foreach (var (node, value) in written.Where(file => file.Key != skipped))
        {
            var bytes = new byte[FileBytes];
            Assert.Equal(FileBytes, (await storage.Files.ReadAsync(TestStorage.Root, node, 0, bytes, default)).Value.Count);
            Assert.Equal(-1, bytes.AsSpan().IndexOfAnyExcept(value));
        }
    }
}
