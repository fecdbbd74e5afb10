using System.Collections.Concurrent;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Faults;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Crash;

/// <summary>Tests that arm <see cref="CrashPoint"/>, which is one for the process: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CrashPointTestGroup
{
    internal const string Name = "crash points";
}

/// <summary>
/// Takes the disk as a kill or a power cut would leave it at every named point, under load with uploads and checkpoints; a server that starts on it has
/// everything that was acknowledged until then, and nothing is half there.
/// </summary>
[Collection(CrashPointTestGroup.Name)]
[Trait("Category", "Crash")]
public sealed class CrashPointSweepTests
{
    private const int ClientCount = 4;
    private static readonly TimeSpan ReachTimeMax = TimeSpan.FromSeconds(60);

    public static TheoryData<MetadataStoreKind, string, int, bool> Points()
    {
        var data = new TheoryData<MetadataStoreKind, string, int, bool>();
        foreach (var point in CrashPoint.All)
        {
            data.Add(MetadataStoreKind.RocksDb, point, 3, true);
            data.Add(MetadataStoreKind.RocksDb, point, 8, false);
            data.Add(MetadataStoreKind.Postgres, point, 3, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Crash_AtAPoint_KeepsWhatWasAcknowledged(MetadataStoreKind metadata, string point, int hit, bool powerCut)
    {
        var disk = new SimulatedDisk();
        await using var storage = await TestStorage.StartAsync(
            TestStorage.OpenShare(metadata, BlockStoreKind.FileSystem), disk, HastyLog());
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, ClientCount).Select(i => new PromisingClient(storage.Files, i, hit)).ToList();
        var crashed = new TaskCompletionSource<(List<Promise> Promised, CrashedStorage Left)>();
        var hits = 0;
        CrashPoint.Arm(reached =>
        {
            // The first hits are those of an empty server: the interesting ones come when there is something to lose.
            if (reached == point && clients.Sum(client => client.AcknowledgedCount) > 40 && Interlocked.Increment(ref hits) == hit)
            {
                crashed.TrySetResult(PromisingClient.Collect(clients, () => storage.CaptureCrash(powerCut)));
            }
        });

        try
        {
            var running = clients.Select(client => Task.Run(() => client.RunAsync(stop.Token))).ToList();
            var (promised, left) = await crashed.Task.WaitAsync(ReachTimeMax);
            CrashPoint.Arm(null);
            await stop.CancelAsync();
            await Task.WhenAll(running);
            await using var after = await TestStorage.StartAsync(left);
            Assert.Empty(await PromisingClient.FindBrokenAsync(after.Files, promised));
            Assert.Equal(FsError.None, (await after.Share.Uploader.DrainAsync(default)).Error);
            Assert.Empty(await PromisingClient.FindBrokenAsync(after.Files, promised));
        }
        finally
        {
            CrashPoint.Arm(null);
            await stop.CancelAsync();
        }
    }

    /// <summary>One write, one client, every point that it passes: the size that a crash leaves never promises bytes that it does not.</summary>
    [Fact]
    public async Task Write_CutAtAnyPoint_HasItsBytesOrNotItsSize()
    {
        const int Before = 1_000;
        const int After = 6_000;
        const byte Value = 7;
        var bytes = Enumerable.Repeat(Value, After).ToArray();
        await using var storage = await TestStorage.StartAsync(TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem), new SimulatedDisk());
        var made = await storage.Files.CreateFileAsync(TestStorage.Root, NodeId.Root, FileName.FromText("file"), CreateDisposition.Guarded, default, 0, default);
        var node = made.Value.Node.Node;
        Assert.Equal(FsError.None, (await storage.Files.WriteAsync(TestStorage.Root, node, 0, bytes.AsMemory(0, Before), WriteStability.FileSync, default)).Error);
        var left = new ConcurrentQueue<(string Point, CrashedStorage Storage)>();
        CrashPoint.Arm(reached => left.Enqueue((reached, storage.CaptureCrash(powerCut: false))));
        try
        {
            Assert.Equal(FsError.None, (await storage.Files.WriteAsync(TestStorage.Root, node, Before, bytes.AsMemory(Before), WriteStability.FileSync, default)).Error);
        }
        finally
        {
            CrashPoint.Arm(null);
        }

        Assert.Superset(new HashSet<string> { CrashPoint.LogPlaced, CrashPoint.LogWritten, CrashPoint.LogSynced }, left.Select(crash => crash.Point).ToHashSet());
        foreach (var (point, crashed) in left)
        {
            await using var after = await TestStorage.StartAsync(crashed);
            var read = new byte[After + 1];
            var count = (await after.Files.ReadAsync(TestStorage.Root, node, 0, read, default)).Value.Count;
            Assert.True(count is Before or After && read.AsSpan(0, count).SequenceEqual(bytes.AsSpan(0, count)), $"{point}: {count} bytes, not all of them right");
        }
    }

    /// <summary>Segments so small, and uploads and checkpoints so eager, that every point is reached within a second.</summary>
    private static WalOptions HastyLog() => new()
    {
        Budget = ByteSize.FromMebibytes(24),
        SegmentSize = ByteSize.FromMebibytes(1),
        UploadDelay = TimeSpan.Zero,
        UploadAgeMax = TimeSpan.FromMilliseconds(50),
        CheckpointInterval = TimeSpan.FromMilliseconds(20),
    };
}
