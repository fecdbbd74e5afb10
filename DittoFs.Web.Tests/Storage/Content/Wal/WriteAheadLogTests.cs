using System.Text;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DittoFs.Web.Tests.Storage.Content.Wal;

public sealed class WriteAheadLogTests : IDisposable
{
    private const string Folder = "/wal";
    private static readonly ShareId Share = new(Guid.Parse("11111111-2222-3333-4444-555555555555"));

    private readonly ServiceProvider meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly WalOptions options = new() { Budget = new ByteSize(64 << 20), SegmentSize = new ByteSize(1 << 20) };

    public void Dispose() => meters.Dispose();

    private WriteAheadLog Open(SimulatedDisk disk, out WalRecoveredLog recovered)
    {
        recovered = WalRecovery.Open(disk, Folder);
        var metrics = new WalMetrics(meters.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        return new WriteAheadLog(disk, Folder, options, recovered, metrics, NullLogger.Instance, TimeProvider.System);
    }

    private static WalPosition Append(WriteAheadLog log, string text, ulong offset = 0)
    {
        var prefix = new WalDataPrefix(new NodeId(20), new ContentId(20), offset, offset + (ulong)text.Length, 1, default, default, 0x1A4);
        var appended = log.AppendData(Share, prefix, Encoding.UTF8.GetBytes(text));
        Assert.Equal(FsError.None, appended.Error);
        return appended.Value;
    }

    private static async Task WaitAsync(WriteAheadLog log, WalPosition position) =>
        Assert.Equal(FsError.None, (await log.WaitDurableAsync(position.Sequence)).Error);

    private static List<string> ReadAll(WalRecoveredLog recovered) =>
        [.. recovered.Get(Share).Select(record =>
        {
            var payload = new byte[record.PayloadLength];
            record.Position.Segment.File.Read(record.Position.PayloadOffset, payload);
            return Encoding.UTF8.GetString(payload);
        })];

    [Fact]
    public void Pace_GrowsAsTheLogFills()
    {
        using var log = Open(new SimulatedDisk(), out _);
        var segment = new string('x', 1000 << 10);
        List<(double Used, TimeSpan Pace)> seen = [];
        while (log.HasRoom)
        {
            Append(log, segment);
            seen.Add((log.UsedFraction, log.GetPace(1 << 20)));
        }

        Assert.All(seen.Where(step => step.Used < 0.7), step => Assert.Equal(TimeSpan.Zero, step.Pace));
        Assert.Equal(seen.Select(step => step.Pace).Order(), seen.Select(step => step.Pace));
        Assert.True(seen.Select(step => step.Pace).Distinct().Count() > 5, "The pace has few steps: writers would feel each.");
        Assert.InRange(seen[^1].Pace, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(250));
        Assert.True(log.GetPace(4096) < log.GetPace(1 << 20));
    }

    [Fact]
    public async Task PowerCut_KeepsEveryRecordThatWasWaitedFor()
    {
        var disk = new SimulatedDisk();
        List<string> expected = [];
        using (var log = Open(disk, out _))
        {
            for (var i = 0; i < 300; i++)
            {
                expected.Add($"record {i} {new string('x', i * 40)}");
                var position = Append(log, expected[^1]);
                if (i % 7 == 0 || i == 299)
                {
                    await WaitAsync(log, position);
                }
            }

            disk = disk.PowerCut();
        }

        using var again = Open(disk, out var recovered);
        Assert.Equal(expected, ReadAll(recovered));
        Assert.Equal(301UL, recovered.NextSequence);
        Assert.True(recovered.Segments.Count > 1);
    }

    [Fact]
    public async Task PowerCut_WhenSyncsAreIgnored_LosesRecords()
    {
        var disk = new SimulatedDisk();
        using (var log = Open(disk, out _))
        {
            disk.IgnoreSyncs = true;
            await WaitAsync(log, Append(log, "claimed to be durable"));
            disk = disk.PowerCut();
        }

        using var again = Open(disk, out var recovered);
        Assert.Empty(ReadAll(recovered));
    }

    [Fact]
    public async Task Append_ByManyThreads_IsOneUnbrokenSequence()
    {
        var disk = new SimulatedDisk();
        using (var log = Open(disk, out _))
        {
            await Task.WhenAll(Enumerable.Range(0, 16).Select(thread => Task.Run(async () =>
            {
                for (var i = 0; i < 100; i++)
                {
                    await WaitAsync(log, Append(log, $"{thread}/{i}"));
                }
            })));
            disk = disk.PowerCut();
        }

        using var again = Open(disk, out var recovered);
        var texts = ReadAll(recovered);
        Assert.Equal(1600, texts.Distinct().Count());
        foreach (var thread in texts.GroupBy(text => text.Split('/')[0]))
        {
            Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{thread.Key}/{i}"), thread);
        }
    }

    [Fact]
    public async Task Wait_ByMany_TakesFewerSyncsThanRecords()
    {
        var disk = new SimulatedDisk();
        using var log = Open(disk, out _);
        var before = disk.SyncCount;
        var positions = Enumerable.Range(0, 200).Select(i => Append(log, $"{i}")).ToList();
        await Task.WhenAll(positions.Select(position => WaitAsync(log, position)));
        Assert.InRange(disk.SyncCount - before, 1, 100);
    }

    [Fact]
    public async Task Wait_ForWhatIsDurable_CompletesAtOnce()
    {
        var disk = new SimulatedDisk();
        using var log = Open(disk, out _);
        var position = Append(log, "x");
        await WaitAsync(log, position);
        Assert.True(log.WaitDurableAsync(position.Sequence).AsTask().IsCompletedSuccessfully);
        Assert.True(log.WaitDurableAsync(0).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Open_TornLastRecord_IsCutAndTheLogGoesOnBehindIt()
    {
        var disk = new SimulatedDisk();
        WalPosition torn;
        using (var log = Open(disk, out _))
        {
            await WaitAsync(log, Append(log, "first"));
            torn = Append(log, "second, torn");
            disk = disk.ProcessKill();
        }

        disk.Damage(torn.Segment.Path, torn.PayloadOffset + 3, 0x10);
        using (var log = Open(disk, out var recovered))
        {
            Assert.Equal(["first"], ReadAll(recovered));
            Assert.True(recovered.TornBytes > 0);
            await WaitAsync(log, Append(log, "third"));
            disk = disk.ProcessKill();
        }

        using var last = Open(disk, out var again);
        Assert.Equal(["first", "third"], ReadAll(again));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(60)]
    [InlineData(30)]
    [InlineData(1)]
    public async Task Open_FlippedBitInADurableHeader_IsRefused(int bytesBeforeThePayload)
    {
        var (disk, damaged) = await MakeThreeRecordsAsync();
        disk.Damage(damaged.Segment.Path, damaged.PayloadOffset - bytesBeforeThePayload, 0x01);
        var refusal = Assert.Throws<StorageStartException>(() => Open(disk, out _));
        Assert.Contains("record 2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_FlippedBitInADurablePayload_IsNotedWithTheRecord_AndTheOthersAreRead()
    {
        var (disk, damaged) = await MakeThreeRecordsAsync();
        disk.Damage(damaged.Segment.Path, damaged.PayloadOffset, 0x01);
        using var log = Open(disk, out var recovered);
        Assert.Equal([false, true, false], recovered.Take(Share).Select(record => record.IsDamaged));
        Assert.Equal(4UL, recovered.NextSequence);
        Assert.Equal(0, recovered.TornBytes);
    }

    [Fact]
    public async Task Open_ReadsNoByteOfThePayloadsTwice()
    {
        var disk = new SimulatedDisk();
        using (var log = Open(disk, out _))
        {
            for (var i = 0; i < 40; i++)
            {
                await WaitAsync(log, Append(log, new string('x', 400_000)));
            }

            disk = disk.ProcessKill();
        }

        using var again = Open(disk, out var recovered);
        Assert.Equal(40, recovered.Count);

        // Once through all segments, and the seam between two windows.
        Assert.InRange(disk.ReadBytes, 40L * 400_000, recovered.Segments.Count * (options.SegmentSize.Bytes + (300 << 10)));
    }

    private async Task<(SimulatedDisk Disk, WalPosition Second)> MakeThreeRecordsAsync()
    {
        var disk = new SimulatedDisk();
        using var log = Open(disk, out _);
        await WaitAsync(log, Append(log, "first"));
        var second = Append(log, "second, durable");
        await WaitAsync(log, second);
        await WaitAsync(log, Append(log, "third, which knows"));
        return (disk.ProcessKill(), second);
    }

    [Fact]
    public async Task Open_MissingSegment_IsRefused()
    {
        var disk = new SimulatedDisk();
        WalPosition middle;
        using (var log = Open(disk, out _))
        {
            Append(log, new string('a', 900_000));
            middle = Append(log, new string('b', 900_000));
            await WaitAsync(log, middle);
            await WaitAsync(log, Append(log, new string('c', 900_000)));
            await WaitAsync(log, Append(log, "d"));
            disk = disk.ProcessKill();
        }

        disk.Lose(middle.Segment.Path);
        Assert.Throws<StorageStartException>(() => Open(disk, out _));
    }

    [Fact]
    public async Task Retire_FreesSegmentsForReuse_AndTheirOldRecordsStayDead()
    {
        var disk = new SimulatedDisk();
        using (var log = Open(disk, out _))
        {
            for (var round = 0; round < 200; round++)
            {
                var position = Append(log, new string('x', 900_000));
                await WaitAsync(log, position);
                position.Segment.AddLiveBytes(-900_000);
                Assert.Equal(FsError.None, (await log.RetireAsync(position.Sequence)).Error);
            }

            await WaitAsync(log, Append(log, "last"));
            disk = disk.ProcessKill();
        }

        Assert.InRange(disk.List(Folder).Count, 1, 10);
        using var again = Open(disk, out var recovered);
        Assert.InRange(ReadAll(recovered).Count, 1, 3);
        Assert.Equal(202UL, recovered.NextSequence);
    }

    [Fact]
    public async Task Retire_KeepsWhatHasLiveBytesAndAllBehindIt()
    {
        var disk = new SimulatedDisk();
        using var log = Open(disk, out _);
        var positions = Enumerable.Range(0, 5).Select(_ => Append(log, new string('x', 900_000))).ToList();
        await WaitAsync(log, positions[^1]);
        var used = log.UsedFraction;
        positions[1].Segment.AddLiveBytes(-900_000);
        Assert.Equal(FsError.None, (await log.RetireAsync(positions[^1].Sequence)).Error);
        Assert.Equal(used, log.UsedFraction);
        positions[0].Segment.AddLiveBytes(-900_000);
        Assert.Equal(FsError.None, (await log.RetireAsync(positions[^1].Sequence)).Error);
        Assert.True(log.UsedFraction < used);
        positions[2].Segment.AddLiveBytes(-900_000);
        positions[2].Segment.Pin();
        var pinned = log.UsedFraction;
        Assert.Equal(FsError.None, (await log.RetireAsync(positions[^1].Sequence)).Error);
        Assert.Equal(pinned, log.UsedFraction);
    }

    [Fact]
    public async Task Retire_OfBytesWhoseSuccessorsAreNotDurable_FreesNothing()
    {
        var disk = new SimulatedDisk();
        using var log = Open(disk, out _);
        var old = Append(log, new string('x', 900_000));
        await WaitAsync(log, old);
        await WaitAsync(log, Append(log, new string('z', 900_000)));
        disk.FailSyncs = true;
        Append(log, "what replaces the first");
        old.Segment.AddLiveBytes(-900_000);
        Assert.Equal(FsError.InputOutput, (await log.RetireAsync(old.Sequence)).Error);
        Assert.Equal(1UL, WalCheckpoint.Read(disk, Folder)!.OldestSegment);
    }

    [Fact]
    public async Task Wait_OfManySharesAndFiles_IsAnsweredByOneSync()
    {
        var disk = new SimulatedDisk();
        using var log = Open(disk, out _);
        await WaitAsync(log, Append(log, "first"));
        var before = disk.SyncCount;
        disk.HoldSyncs = new TaskCompletionSource();
        var first = Append(log, "whose sync is under way");
        var waiting = log.WaitDurableAsync(first.Sequence).AsTask();
        await disk.SyncReached;
        var many = Enumerable.Range(1, 100).Select(number =>
        {
            var prefix = new WalDataPrefix(new NodeId((ulong)number + 100), new ContentId((ulong)number + 100), 0, 1, 1, default, default, 0x1A4);
            return log.WaitDurableAsync(log.AppendData(TestRecords.Share((byte)(number % 5)), prefix, new byte[1]).Value.Sequence).AsTask();
        }).ToList();
        disk.HoldSyncs.SetResult();
        Assert.All(await Task.WhenAll(many.Append(waiting)), result => Assert.Equal(FsError.None, result.Error));
        Assert.Equal(2, disk.SyncCount - before);
    }

    [Fact]
    public async Task Sync_ThatFails_IsFinal()
    {
        var disk = new SimulatedDisk();
        using var log = Open(disk, out _);
        await WaitAsync(log, Append(log, "good"));
        disk.FailSyncs = true;
        var position = Append(log, "lost");
        Assert.Equal(FsError.InputOutput, (await log.WaitDurableAsync(position.Sequence)).Error);
        disk.FailSyncs = false;
        Assert.Equal(FsError.InputOutput, log.AppendData(Share, default, "more"u8.ToArray()).Error);
        Assert.Equal(FsError.InputOutput, (await log.WaitDurableAsync(position.Sequence + 1)).Error);
    }

    [Fact]
    public void Append_OnAFullDisk_IsNoSpaceAndHealsWithSpace()
    {
        var disk = new SimulatedDisk();
        using var log = Open(disk, out _);
        disk.FreeBytes = 0;
        var errors = Enumerable.Range(0, 4).Select(_ => log.AppendData(Share, default, new byte[900_000]).Error).ToList();
        Assert.Equal(FsError.None, errors[0]);
        Assert.Equal(FsError.NoSpace, errors[^1]);
        disk.FreeBytes = 100 << 20;
        Assert.Equal(FsError.None, log.AppendData(Share, default, new byte[900_000]).Error);
    }

    [Fact]
    public void Append_OnAFullDisk_WritesOverWhatTheDiskCacheGivesUp()
    {
        var disk = new SimulatedDisk();
        using var log = Open(disk, out _);
        var given = new Queue<string>(Enumerable.Range(0, 10).Select(number => $"{Folder}/cached-{number}"));
        foreach (var path in given)
        {
            disk.Create(path, options.SegmentSize.Bytes);
        }

        log.Heir = new GivingHeir(given);
        disk.FreeBytes = 0;
        Assert.All(Enumerable.Range(0, 8), _ => Assert.Equal(FsError.None, log.AppendData(Share, default, new byte[900_000]).Error));
        Assert.InRange(given.Count, 1, 4);
    }

    [Fact]
    public void Append_BeyondTheBudget_IsNoSpace()
    {
        var disk = new SimulatedDisk();
        options.Budget = new ByteSize(4 << 20);
        using var log = Open(disk, out _);
        FsError error;
        var count = 0;
        while ((error = log.AppendData(Share, default, new byte[900_000]).Error) == FsError.None)
        {
            count++;
        }

        Assert.Equal((FsError.NoSpace, 4), (error, count));
        Assert.False(log.HasRoom);
    }

    [Fact]
    public async Task Metadata_ReachesItsFollowerInOrderAndComesBack()
    {
        var disk = new SimulatedDisk();
        var follower = new RecordingFollower();
        using (var log = Open(disk, out _))
        {
            WalPosition last = default;
            for (var i = 1; i <= 50; i++)
            {
                var batch = new MutationBatch(Share);
                batch.DeleteNode(new NodeId((ulong)i));
                last = log.AppendMetadata(batch, follower).Value;
            }

            Assert.Equal(50UL, last.Ticket);
            await WaitAsync(log, last);
            disk = disk.PowerCut();
        }

        Assert.Equal(Enumerable.Range(1, 50).Select(i => (ulong)i), follower.Sequences);
        using var again = Open(disk, out var recovered);
        Assert.Equal(follower.Sequences, recovered.EnumerateMetadata().Select(entry => entry.Record.Position.Sequence));
    }

    [Fact]
    public void Checkpoint_Damaged_IsRefused()
    {
        var disk = new SimulatedDisk();
        Open(disk, out _).Dispose();
        disk.Damage($"{Folder}/checkpoint", 40, 0x01);
        Assert.Throws<StorageStartException>(() => Open(disk, out _));
    }

    [Fact]
    public async Task CleanStop_KeepsTheVerifierAndAnythingElseChangesIt()
    {
        var disk = new SimulatedDisk();
        ulong verifier;
        using (var log = Open(disk, out var recovered))
        {
            verifier = recovered.Checkpoint.WriteVerifier;
            await WaitAsync(log, Append(log, "x"));
            log.MarkCleanStop();
        }

        using (Open(disk, out var recovered))
        {
            Assert.Equal(verifier, recovered.Checkpoint.WriteVerifier);
            disk = disk.ProcessKill();
        }

        using (Open(disk, out var recovered))
        {
            Assert.NotEqual(verifier, recovered.Checkpoint.WriteVerifier);
        }
    }

    private sealed class GivingHeir(Queue<string> files) : ISegmentHeir
    {
        public bool TryKeep(WalSegment segment) => false;

        public string? GiveUp() => files.TryDequeue(out var path) ? path : null;
    }

    private sealed class RecordingFollower : IWalFollower
    {
        public List<ulong> Sequences { get; } = [];

        public ulong OnAppended(ulong sequence, MutationBatch batch)
        {
            Sequences.Add(sequence);
            return (ulong)Sequences.Count;
        }

        public void OnDurable(ulong sequence)
        {
        }
    }
}
