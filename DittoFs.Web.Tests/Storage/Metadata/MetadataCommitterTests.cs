using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Metadata.Memory;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DittoFs.Web.Tests.Storage.Metadata;

public sealed class MetadataCommitterTests : IDisposable
{
    private static readonly ShareId Share = TestRecords.Share(1);
    private readonly ServiceProvider meters = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public void Dispose() => meters.Dispose();

    [Fact]
    public async Task Apply_OfWhatIsNotDurable_Waits()
    {
        var disk = new SimulatedDisk();
        var metrics = new WalMetrics(meters.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        var options = new WalOptions { Budget = ByteSize.FromMebibytes(64), SegmentSize = ByteSize.FromMebibytes(1) };
        using var log = new WriteAheadLog(disk, "/wal", options, WalRecovery.Open(disk, "/wal"), metrics, NullLogger.Instance, TimeProvider.System);
        var store = new MemoryMetadataStore();
        await using var committer = new MetadataCommitter(store, log, NullLogger.Instance, "test");
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        disk.HoldSyncs = first;
        var durable = Append(20);
        await disk.SyncReached;
        Append(21);
        var tooEarly = committer.AppliedTicket;
        disk.HoldSyncs = second;
        first.SetResult();
        while (committer.AppliedTicket < durable.Ticket)
        {
            await Task.Yield();
        }

        var (applied, early) = (committer.AppliedTicket, (await store.ReadNodeAsync(Share, new NodeId(21), default)).Value);
        second.SetResult();
        Assert.Equal((0UL, durable.Ticket), (tooEarly, applied));
        Assert.Null(early);
        Assert.NotNull((await store.ReadNodeAsync(Share, new NodeId(20), default)).Value);
        Assert.Equal(FsError.None, (await committer.WaitAllAppliedAsync()).Error);
        Assert.NotNull((await store.ReadNodeAsync(Share, new NodeId(21), default)).Value);

        WalPosition Append(ulong number)
        {
            var batch = new MutationBatch(Share);
            batch.PutNode(TestRecords.FileNode(number));
            return log.AppendMetadata(batch, committer).Value;
        }
    }

    [Fact]
    public async Task Apply_WhileTheStoresDiskIsFull_KeepsTheChanges_AndAppliesThemWhenThereIsSpace()
    {
        var disk = new SimulatedDisk();
        var recovered = WalRecovery.Open(disk, "/wal");
        var metrics = new WalMetrics(meters.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        var options = new WalOptions { Budget = ByteSize.FromMebibytes(64), SegmentSize = ByteSize.FromMebibytes(1) };
        using var log = new WriteAheadLog(disk, "/wal", options, recovered, metrics, NullLogger.Instance, TimeProvider.System);
        var store = new FullMetadataStore(new MemoryMetadataStore()) { Error = FsError.NoSpace };
        await using var committer = new MetadataCommitter(store, log, NullLogger.Instance, "test");

        var tickets = Enumerable.Range(20, 5).Select(number =>
        {
            var batch = new MutationBatch(Share);
            batch.PutNode(TestRecords.FileNode((ulong)number));
            return log.AppendMetadata(batch, committer).Value;
        }).ToList();
        Assert.Equal(FsError.None, (await log.WaitDurableAsync(tickets[^1].Sequence)).Error);
        await store.Refused;
        Assert.Equal(0UL, committer.AppliedTicket);
        Assert.Null((await store.ReadNodeAsync(Share, new NodeId(20), default)).Value);

        var waiting = committer.WaitAppliedAsync(tickets[^1].Ticket);
        store.Error = FsError.None;
        Assert.Equal(FsError.None, (await waiting).Error);
        Assert.Equal(FsError.None, committer.Failure);
        for (var number = 20UL; number < 25; number++)
        {
            Assert.NotNull((await store.ReadNodeAsync(Share, new NodeId(number), default)).Value);
        }

        Assert.Equal(tickets[^1].Sequence, store.AppliedSequence);
    }
}
