using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Storage.Content.Upload;

/// <summary>What goes into how many blocks, and when, by a clock of the tests' own.</summary>
public sealed class UploadPackingTests
{
    private const int Mebibyte = 1 << 20;
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow) { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly FaultyBlockStoreOpener opener = new();

    [Fact]
    public async Task SmallFiles_WhileTheyAreWritten_FillBlocks()
    {
        await using var storage = await StartAsync();
        var bytes = new byte[4096];
        for (var i = 0; i < 10_000; i++)
        {
            await WriteAsync(storage, await CreateAsync(storage, $"f{i}"), 0, bytes);
            if (i % 500 == 499)
            {
                clock.Advance(TimeSpan.FromMilliseconds(500));
            }

            if (i == 9_500)
            {
                // 8,000 files have rested, so this much has gone by itself.
                await TimePassesSlowlyUntilAsync(opener.Store.WaitForPutsAsync(1));
            }
        }

        Assert.Equal(FsError.None, (await storage.Share.Uploader.DrainAsync(default)).Error);
        Assert.Equal(3, opener.Store.Puts);
        Assert.InRange(opener.Store.PutBytes, 40_960_000, 41_000_000);
    }

    [Fact]
    public async Task Bytes_ThatAreOverwrittenAgainAndAgain_AreSentOnce()
    {
        await using var storage = await StartAsync();
        var (cold, hot) = (await CreateAsync(storage, "cold"), await CreateAsync(storage, "hot"));
        var bytes = new byte[Mebibyte];
        for (var i = 0; i < 40; i++)
        {
            bytes[0] = (byte)i;
            await WriteAsync(storage, cold, (ulong)i * Mebibyte, bytes);
            await WriteAsync(storage, hot, 0, bytes);
            clock.Advance(TimeSpan.FromMilliseconds(500));
        }

        await TimePassesSlowlyUntilAsync(opener.Store.WaitForPutsAsync(2));
        Assert.Equal(FsError.None, (await storage.Share.Uploader.DrainAsync(default)).Error);
        Assert.InRange(opener.Store.PutBytes, 41L * Mebibyte, (41L * Mebibyte) + 10_000);
        Assert.Equal(39, (await ReadAsync(storage, hot, 0, 1))[0]);
    }

    [Fact]
    public async Task Bytes_ThatFillNoBlock_GoWhenTheyAreOfAge()
    {
        await using var storage = await StartAsync();
        await WriteAsync(storage, await CreateAsync(storage, "small"), 0, new byte[100]);
        clock.Advance(TimeSpan.FromSeconds(29));
        var share = Assert.Single(storage.Engine.GetStatistics().Shares);
        Assert.Equal((100L, TimeSpan.FromSeconds(29)), (share.BytesAtRisk, share.AtRiskAge));

        await TimePassesUntilAsync(opener.Store.WaitForPutsAsync(1));
        Assert.Equal(FsError.None, (await storage.Share.Uploader.DrainAsync(default)).Error);
        Assert.Equal(1, opener.Store.Puts);
        Assert.Equal(TimeSpan.Zero, storage.Engine.GetStatistics().AtRiskAge);
    }

    [Fact]
    public async Task FileThatIsWrittenForEver_GoesAllTheSame()
    {
        await using var storage = await StartAsync();
        var file = await CreateAsync(storage, "log");
        var sent = opener.Store.WaitForPutsAsync(1);
        for (var i = 0; !sent.IsCompleted; i++)
        {
            var age = storage.Engine.GetStatistics().AtRiskAge;
            Assert.True(age < TimeSpan.FromMinutes(5), "nothing is sent of a file that never rests");
            await WriteAsync(storage, file, (ulong)i * 100, new byte[100]);
            clock.Advance(TimeSpan.FromMilliseconds(250));

            // From when it is due, the uploader gets its chance at each step.
            await (age < storage.Wal.UploadAgeMax ? Task.CompletedTask : Task.WhenAny(sent, Task.Delay(TimeSpan.FromMilliseconds(50))));
        }
    }

    [Fact]
    public async Task Drain_WhileClientsWriteOn_EndsWithWhatWasThere()
    {
        await using var storage = await StartAsync(TimeProvider.System);
        var file = await CreateAsync(storage, "file");
        var stop = new CancellationTokenSource();
        await WriteAsync(storage, file, 0, new byte[Mebibyte]);
        var writing = Task.Run(async () =>
        {
            for (var i = 0UL; !stop.IsCancellationRequested; i++)
            {
                await WriteAsync(storage, file, Mebibyte + (i % 1000 * 4096), new byte[4096]);
            }
        });
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(FsError.None, (await storage.Share.Uploader.DrainAsync(default)).Error);
        }

        await stop.CancelAsync();
        await writing;
        Assert.InRange(opener.Store.Puts, 1, 40);
    }

    [Fact]
    public async Task Age_AfterARestart_IsFromWhenBytesWereWritten_AndUploadsGoOnAtOnce()
    {
        var storage = await StartAsync();
        var file = await CreateAsync(storage, "file");
        await WriteAsync(storage, file, 0, [1, 2, 3]);
        clock.Advance(TimeSpan.FromSeconds(10));
        storage = await storage.RestartAsync();
        await using var _ = storage;
        Assert.InRange(storage.Engine.GetStatistics().AtRiskAge, TimeSpan.FromSeconds(9.9), TimeSpan.FromSeconds(10.1));

        clock.Advance(TimeSpan.FromMinutes(5));
        storage = await storage.RestartAsync();
        await using var again = storage;
        var uploaded = opener.Store.WaitForPutsAsync(1);
        await TimePassesUntilAsync(uploaded);
        Assert.Equal([1, 2, 3], await ReadAsync(storage, file, 0, 3));
    }

    [Fact]
    public async Task Share_WhoseStoreDoesNotOpen_KeepsNoOtherWaiting()
    {
        var opened = new TaskCompletionSource();
        var stuck = TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.S3) with { Id = TestRecords.Share(7), Name = ShareName.Parse("stuck") };
        opener.Hold(stuck.Id, opened.Task);
        await using var storage = await StartAsync();
        var adding = storage.Engine.AddShareAsync(stuck, default);

        var other = stuck with { Id = TestRecords.Share(8), Name = ShareName.Parse("other") };
        Assert.Equal(FsError.None, (await storage.Engine.AddShareAsync(other, default)).Error);
        Assert.Equal(FsError.None, (await storage.Engine.RemoveShareAsync(other.Id, default)).Error);
        Assert.Equal(FsError.Exists, (await storage.Engine.AddShareAsync(stuck, default)).Error);
        Assert.False(adding.IsCompleted);

        opened.SetResult();
        Assert.Equal(FsError.None, (await adding).Error);
    }

    [Fact]
    public async Task Stop_WhileAStoreDoesNotOpen_GivesItUp()
    {
        var stuck = TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.S3) with { Id = TestRecords.Share(7), Name = ShareName.Parse("stuck") };
        opener.Hold(stuck.Id, new TaskCompletionSource().Task);
        var storage = await StartAsync();
        var adding = storage.Engine.AddShareAsync(stuck, default);
        await storage.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => adding);
    }

    private Task<TestStorage> StartAsync(TimeProvider? time = null) => TestStorage.StartAsync(
        TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.S3),
        wal: new WalOptions { Budget = ByteSize.FromMebibytes(512), SegmentSize = ByteSize.FromMebibytes(16) },
        doubles: new TestDoubles(time ?? clock, opener));

    /// <summary>The uploader looks at what there is to do when its time passes, and may be behind: it gets its chance at each step.</summary>
    private async Task TimePassesSlowlyUntilAsync(Task awaited)
    {
        while (!awaited.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.WhenAny(awaited, Task.Delay(TimeSpan.FromMilliseconds(50)));
        }
    }

    private async Task TimePassesUntilAsync(Task awaited)
    {
        while (!awaited.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Yield();
        }
    }

    private static async Task<NodeId> CreateAsync(TestStorage storage, string name)
    {
        var made = await storage.Files.CreateFileAsync(TestStorage.Root, NodeId.Root, FileName.FromText(name), CreateDisposition.Unchecked, default, 0, default);
        Assert.Equal(FsError.None, made.Error);
        return made.Value.Node.Node;
    }

    private static async Task WriteAsync(TestStorage storage, NodeId node, ulong offset, byte[] bytes) =>
        Assert.Equal(FsError.None, (await storage.Files.WriteAsync(TestStorage.Root, node, offset, bytes, WriteStability.Unstable, default)).Error);

    private static async Task<byte[]> ReadAsync(TestStorage storage, NodeId node, ulong offset, int length)
    {
        var bytes = new byte[length];
        var read = await storage.Files.ReadAsync(TestStorage.Root, node, offset, bytes, default);
        Assert.Equal((FsError.None, length), (read.Error, read.Value.Count));
        return bytes;
    }
}
