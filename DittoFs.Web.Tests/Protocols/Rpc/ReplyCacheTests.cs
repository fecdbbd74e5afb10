using DittoFs.Protocols.Nfs.V3;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Protocols.Rpc;

public sealed class ReplyCacheTests
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task Remove_RetransmittedFromAnotherPort_RunsOnceAndGetsTheFirstReply()
    {
        var share = new ScriptedFileSystem();
        await using var server = new NfsTestServer(new ScriptedShareCatalog(share));
        var first = server.Connect(700);
        var root = (await first.MountAsync("/export")).Handle!;
        await first.CreateAsync(root, "x");
        var arguments = NfsTestClient.EncodeName(root, "x");
        await first.Rpc.SendCallAsync(NfsV3Program.ProgramNumber, 3, 12, arguments, xid: 77);
        var original = await first.Rpc.ReceiveReplyAsync();

        var second = server.Connect(701);
        await second.Rpc.SendCallAsync(NfsV3Program.ProgramNumber, 3, 12, arguments, xid: 77);
        var replayed = await second.Rpc.ReceiveReplyAsync();

        Assert.Equal(original.Body, replayed.Body);
        Assert.Equal(1, share.Calls[nameof(share.RemoveAsync)]);
    }

    [Fact]
    public async Task Remove_RetransmittedWhileItRuns_JoinsAndRunsOnce()
    {
        var share = new ScriptedFileSystem();
        await using var server = new NfsTestServer(new ScriptedShareCatalog(share));
        var (first, second) = (server.Connect(700), server.Connect(701));
        var root = (await first.MountAsync("/export")).Handle!;
        await first.CreateAsync(root, "x");
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        share.Delay = name => name == nameof(share.RemoveAsync) ? gate.Task : Task.CompletedTask;
        var arguments = NfsTestClient.EncodeName(root, "x");
        await first.Rpc.SendCallAsync(NfsV3Program.ProgramNumber, 3, 12, arguments, xid: 78);
        await first.NullAsync();
        await second.Rpc.SendCallAsync(NfsV3Program.ProgramNumber, 3, 12, arguments, xid: 78);
        await second.NullAsync();
        gate.SetResult();
        Assert.Equal((await first.Rpc.ReceiveReplyAsync()).Body, (await second.Rpc.ReceiveReplyAsync()).Body);
        Assert.Equal(1, share.Calls[nameof(share.RemoveAsync)]);
    }

    [Fact]
    public void Begin_AnotherClientsSameCall_IsNew()
    {
        var cache = new ReplyCache(clock);
        using var reply = new XdrWriter();
        var key = Key(1);
        Assert.Equal(ReplyCacheOutcome.New, cache.Begin(key, reply, out var ticket, out _));
        cache.Complete(key, ticket, [1, 2, 3]);
        Assert.Equal(ReplyCacheOutcome.Replayed, cache.Begin(key, reply, out _, out _));
        Assert.Equal([1, 2, 3], reply.Written.ToArray());
        Assert.Equal(ReplyCacheOutcome.New, cache.Begin(key with { Client = 9 }, reply, out _, out _));
    }

    [Fact]
    public void Begin_AfterTwoMinutes_IsNew()
    {
        var cache = new ReplyCache(clock);
        using var reply = new XdrWriter();
        cache.Begin(Key(1), reply, out var ticket, out _);
        cache.Complete(Key(1), ticket, [1]);
        clock.Advance(TimeSpan.FromSeconds(121));
        Assert.Equal(ReplyCacheOutcome.New, cache.Begin(Key(1), reply, out _, out _));
    }

    [Fact]
    public void Begin_MoreCallsThanSlots_ForgetsTheOldestOnly()
    {
        var cache = new ReplyCache(clock);
        using var reply = new XdrWriter();
        for (var xid = 0u; xid <= ReplyShard.SlotCount; xid++)
        {
            cache.Begin(Key(xid), reply, out var ticket, out _);
            cache.Complete(Key(xid), ticket, [1]);
        }

        Assert.Equal(ReplyCacheOutcome.Replayed, cache.Begin(Key(ReplyShard.SlotCount), reply, out _, out _));
        Assert.Equal(ReplyCacheOutcome.Replayed, cache.Begin(Key(1), reply, out _, out _));
        Assert.Equal(ReplyCacheOutcome.New, cache.Begin(Key(0), reply, out _, out _));
    }

    [Fact]
    public async Task Begin_RunningCallIsForgotten_FreesWhoJoined()
    {
        var cache = new ReplyCache(clock);
        using var reply = new XdrWriter();
        cache.Begin(Key(1), reply, out var ticket, out _);
        Assert.Equal(ReplyCacheOutcome.Running, cache.Begin(Key(1), reply, out _, out var running));
        cache.Forget(Key(1), ticket);
        Assert.Null(await running!);
        Assert.Equal(ReplyCacheOutcome.New, cache.Begin(Key(1), reply, out _, out _));
    }

    private static ReplyKey Key(uint xid) => new(1, xid, 100_003, 3, 12, 40, Checksum: 16);
}
