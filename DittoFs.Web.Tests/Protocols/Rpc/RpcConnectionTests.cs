using DittoFs.Protocols.Nfs.V3;
using DittoFs.Protocols.Rpc;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Protocols.Rpc;

public sealed class RpcConnectionTests
{
    private readonly ScriptedFileSystem share = new();

    [Fact]
    public async Task Receive_WhileACallWaits_AnswersTheOthers()
    {
        await using var server = new NfsTestServer(new ScriptedShareCatalog(share));
        var nfs = server.Connect();
        var root = (await nfs.MountAsync("/export")).Handle!;
        var file = (await nfs.CreateAsync(root, "f")).Handle!;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        share.Delay = name => name == nameof(share.ReadAsync) ? gate.Task : Task.CompletedTask;

        var slow = await nfs.Rpc.SendCallAsync(NfsV3Program.ProgramNumber, 3, 6, NfsTestClient.EncodeRead(file, 0, 10));
        Assert.Equal(NfsV3Status.Ok, (await nfs.GetAttrAsync(root)).Status);
        await nfs.NullAsync();

        gate.SetResult();
        var reply = await nfs.Rpc.ReceiveReplyAsync();
        Assert.Equal(slow, reply.Xid);
        Assert.Equal(NfsV3Status.Ok, NfsTestClient.DecodeRead(reply.Body).Status);
    }

    [Fact]
    public async Task Receive_AtTheBoundOfCalls_WaitsUntilOneIsAnswered()
    {
        await using var server = new NfsTestServer(new ScriptedShareCatalog(share)) { Limits = new RpcConnectionLimits(1 << 20, 3, 1 << 30) };
        var nfs = server.Connect();
        var root = (await nfs.MountAsync("/export")).Handle!;
        var started = new SemaphoreSlim(0);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = 0;
        share.Delay = _ =>
        {
            Interlocked.Increment(ref calls);
            started.Release();
            return gate.Task;
        };
        for (var i = 0; i < 10; i++)
        {
            await nfs.Rpc.SendCallAsync(NfsV3Program.ProgramNumber, 3, 18, (byte[])[0, 0, 0, (byte)root.Length, .. root, 0, 0, 0]);
        }

        for (var i = 0; i < 3; i++)
        {
            await started.WaitAsync();
        }

        Assert.Equal(3, Volatile.Read(ref calls));
        gate.SetResult();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(RpcAcceptStatus.Success, (await nfs.Rpc.ReceiveReplyAsync()).AcceptStatus);
        }
    }

    [Fact]
    public async Task Send_CallsThatArriveTogether_AreAnsweredTogether()
    {
        await using var server = new NfsTestServer(new ScriptedShareCatalog(share));
        var (client, wire, _) = server.ConnectWire();
        var rpc = new RpcTestClient(client);
        var records = Enumerable.Range(1, 16).Select(xid => rpc.MakeCall((uint)xid, NfsV3Program.ProgramNumber, 3, 0, default)).ToArray();
        await client.SendAsync([.. records.Select(record => new ArraySegment<byte>([0x80, 0, 0, (byte)record.Length, .. record]))]);
        for (var xid = 1u; xid <= 16; xid++)
        {
            Assert.Equal(xid, (await rpc.ReceiveReplyAsync()).Xid);
        }

        Assert.True(wire.SendCount < 16, $"16 replies took {wire.SendCount} sends.");
    }

    [Fact]
    public async Task Run_ClientClosesWhileACallWaits_EndsAfterTheCall()
    {
        await using var server = new NfsTestServer(new ScriptedShareCatalog(share));
        var (client, _, served) = server.ConnectWire();
        var nfs = new NfsTestClient(client);
        var root = (await nfs.MountAsync("/export")).Handle!;
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        share.Delay = _ =>
        {
            entered.TrySetResult();
            return gate.Task;
        };
        await nfs.Rpc.SendCallAsync(NfsV3Program.ProgramNumber, 3, 12, NfsTestClient.EncodeName(root, "x"));
        await entered.Task;
        await client.DisposeAsync();
        Assert.False(served.IsCompleted);
        gate.SetResult();
        await served;
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 0 })]
    [InlineData(new byte[] { 0x80, 0, 0, 40, 1, 2, 3 })]
    [InlineData(new byte[] { 0x80, 8, 0, 0, 1 })]
    public async Task Record_ThatIsNotFinished_EndsItsConnectionInTime(byte[] beginning)
    {
        var clock = new FakeTimeProvider();
        await using var server = new NfsTestServer(new ScriptedShareCatalog(share), clock: clock);
        var idle = server.Connect();
        await idle.NullAsync();
        var (client, _, served) = server.ConnectWire(701);
        await client.SendAsync([beginning]);

        for (var step = 0; !served.IsCompleted; step++)
        {
            Assert.True(step < 10_000, "The connection was not ended.");
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1);
        }

        await idle.NullAsync();
    }

    [Fact]
    public async Task Record_InPiecesThatKeepTheTime_IsAnswered()
    {
        var clock = new FakeTimeProvider();
        await using var server = new NfsTestServer(new ScriptedShareCatalog(share), clock: clock);
        var (client, _, _) = server.ConnectWire();
        var rpc = new RpcTestClient(client);
        var call = rpc.MakeCall(7, NfsV3Program.ProgramNumber, 3, 0, default);

        for (var round = 0; round < 3; round++)
        {
            await client.SendAsync([new byte[] { 0x80, 0, 0, (byte)call.Length }]);
            clock.Advance(TimeSpan.FromSeconds(40));
            await client.SendAsync([call.ToArray()]);
            Assert.Equal(7u, (await rpc.ReceiveReplyAsync()).Xid);
        }
    }

    [Fact]
    public async Task Record_OfFourGigabytes_ClosesOnlyItsConnection()
    {
        await using var server = new NfsTestServer(new ScriptedShareCatalog(share));
        var healthy = server.Connect();
        var (client, _, served) = server.ConnectWire(701);
        await client.SendAsync([new byte[] { 0xFF, 0xFF, 0xFF, 0xFF }]);
        await served;
        await healthy.NullAsync();
    }
}
