using System.Globalization;
using System.Net;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Refusals;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Storage.Refusals;

public sealed class RefusalLogTests
{
    private static readonly ShareId Share = new(Guid.Parse("5f0e7ac0-2d0a-4b0e-9a0f-0d8f2b2f3c11"));
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void EqualRefusals_AreOneEntryWithACount()
    {
        var log = new RefusalLog(clock);
        var context = TestStorage.As(1001, 1001);
        Add(log, context, "write", 7);
        Add(log, context, "read", 7);
        clock.Advance(TimeSpan.FromSeconds(5));
        Add(log, TestStorage.As(1001, 1001), "write", 7);

        var entries = log.List();

        Assert.Equal([("write", 2L), ("read", 1L)], entries.Select(entry => (entry.Operation, entry.Count)));
        Assert.Equal(TimeSpan.FromSeconds(5), entries[0].Last - entries[0].First);
    }

    [Fact]
    public void DifferentCallersClientsNodesNamesAndRules_AreEntriesOfTheirOwn()
    {
        var log = new RefusalLog(clock);
        var context = TestStorage.As(1001, 1001);
        Add(log, context, "write", 7);
        Add(log, context, "write", 8);
        Add(log, TestStorage.As(1002, 1001), "write", 7);
        Add(log, new CallContext(new Caller(1001, 1001), IPAddress.Parse("10.0.0.2"), FileProtocol.Nfs3), "write", 7);
        Add(log, new CallContext(new Caller(1001, 1001), IPAddress.Loopback, FileProtocol.Smb), "write", 7);
        Add(log, context, "write", 7, "name");
        Add(log, context, "write", 7, rule: AccessRule.Sticky);

        Assert.Equal(7, log.List().Count);
    }

    [Fact]
    public void Name_IsKeptWhenTheCallersBufferChanges()
    {
        var log = new RefusalLog(clock);
        var bytes = "secret"u8.ToArray();
        log.Add(Share, new OperationSubject(TestStorage.As(1, 1), "lookup", new NodeId(1), FileName.Create(bytes).Value), AccessRule.ModeBits, FsError.AccessDenied, 1);
        bytes.AsSpan().Clear();
        log.Add(Share, new OperationSubject(TestStorage.As(1, 1), "lookup", new NodeId(1), FileName.FromText("secret")), AccessRule.ModeBits, FsError.AccessDenied, 1);

        Assert.Equal(("secret", 2L), (log.List().Single().Name.ToString(), log.List().Single().Count));
    }

    [Fact]
    public void OldestEntries_GoFirst()
    {
        var log = new RefusalLog(clock);
        for (var i = 0; i < RefusalLog.EntriesMax + 10; i++)
        {
            Add(log, TestStorage.As((uint)i, 1), "write", 7);
            clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        var entries = log.List();

        Assert.Equal(RefusalLog.EntriesMax, entries.Count);
        Assert.Equal(((uint)RefusalLog.EntriesMax + 9, 10u), (entries[0].Caller.Uid, entries[^1].Caller.Uid));
    }

    [Fact]
    public void Flood_OfDifferentRefusalsIsCountedAndDoesNotWashOutWhatCameBefore()
    {
        var log = new RefusalLog(clock);
        Add(log, TestStorage.As(9, 9), "remove", 1);
        for (var i = 0; i < RefusalLog.EntriesMax * 2; i++)
        {
            Add(log, TestStorage.As(1, 1), "lookup", 7, i.ToString(CultureInfo.InvariantCulture));
        }

        Assert.Equal(RefusalLog.NewEntriesPerSecondMax, log.List().Count);
        Assert.Equal("remove", log.List()[^1].Operation);
        Assert.Equal((RefusalLog.EntriesMax * 2) + 1 - RefusalLog.NewEntriesPerSecondMax, log.Dropped);

        clock.Advance(TimeSpan.FromSeconds(1));
        Add(log, TestStorage.As(1, 1), "write", 7);
        Assert.Equal("write", log.List()[0].Operation);
    }

    [Fact]
    public void Repetition_MakesNoGarbage()
    {
        var log = new RefusalLog(clock);
        var context = TestStorage.As(1001, 1001);
        var subject = new OperationSubject(context, "lookup", new NodeId(7), FileName.FromText("name"));
        log.Add(Share, subject, AccessRule.ModeBits, FsError.AccessDenied, 1001);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            log.Add(Share, subject, AccessRule.ModeBits, FsError.AccessDenied, 1001);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
    }

    private static void Add(RefusalLog log, CallContext context, string operation, ulong node, string? name = null, AccessRule rule = AccessRule.ModeBits) => log.Add(
        Share, new OperationSubject(context, operation, new NodeId(node), name is null ? null : FileName.FromText(name)), rule, FsError.AccessDenied, context.Caller.Uid);
}
