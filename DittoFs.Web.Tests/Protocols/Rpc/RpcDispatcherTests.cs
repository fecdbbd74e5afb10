using System.Buffers.Binary;
using DittoFs.Protocols.Rpc;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Protocols.Rpc;

public sealed class RpcDispatcherTests : IAsyncLifetime
{
    private const uint Nfs = 100_003;
    private const uint Mount = 100_005;

    private readonly ScriptedFileSystem share = new();
    private readonly NfsTestServer server;
    private readonly RpcTestClient client;

    public RpcDispatcherTests()
    {
        server = new NfsTestServer(new ScriptedShareCatalog(share));
        client = server.Connect().Rpc;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Call_UnknownProgram_ReturnsProgramUnavailable() =>
        Assert.Equal(RpcAcceptStatus.ProgramUnavailable, (await client.CallAsync(100_099, 1, 0, default)).AcceptStatus);

    [Theory]
    [InlineData(Nfs, 2, 3, 3)]
    [InlineData(Nfs, 4, 3, 3)]
    [InlineData(Mount, 2, 1, 3)]
    public async Task Call_WrongVersion_ReturnsTheRangeThatIsServed(uint program, uint version, uint lowest, uint highest)
    {
        var reply = await client.CallAsync(program, version, 0, default);
        Assert.Equal(RpcAcceptStatus.ProgramMismatch, reply.AcceptStatus);
        Assert.Equal((lowest, highest), (BinaryPrimitives.ReadUInt32BigEndian(reply.Body), BinaryPrimitives.ReadUInt32BigEndian(reply.Body.AsSpan(4))));
    }

    [Theory]
    [InlineData(Nfs, 3, 22)]
    [InlineData(Nfs, 3, uint.MaxValue)]
    [InlineData(Mount, 3, 6)]
    [InlineData(Mount, 1, 1)]
    public async Task Call_UnknownProcedure_ReturnsProcedureUnavailable(uint program, uint version, uint procedure) =>
        Assert.Equal(RpcAcceptStatus.ProcedureUnavailable, (await client.CallAsync(program, version, procedure, default)).AcceptStatus);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(70)]
    [InlineData(100_000)]
    public async Task Call_ArgumentsThatDoNotDecode_ReturnsGarbageArguments(int length)
    {
        var arguments = new byte[length];
        arguments.AsSpan().Fill(0x7F);
        Assert.Equal(RpcAcceptStatus.GarbageArguments, (await client.CallAsync(Nfs, 3, 1, arguments)).AcceptStatus);
    }

    [Fact]
    public async Task Call_WrongRpcVersion_IsDeniedWithTheVersionThatIsSpoken()
    {
        var record = client.MakeCall(1, Nfs, 3, 0, default);
        BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(8), 3);
        await client.SendRecordAsync(record);
        var reply = await client.ReceiveReplyAsync();
        Assert.False(reply.Accepted);
        Assert.Equal(0u, reply.Status);
        Assert.Equal([0, 0, 0, 2, 0, 0, 0, 2], reply.Body);
    }

    [Fact]
    public async Task Call_UnknownAuthFlavor_IsDeniedAsRejected()
    {
        client.Identity = null;
        var record = client.MakeCall(1, Nfs, 3, 1, default);
        BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(24), 6);
        await client.SendRecordAsync(record);
        var reply = await client.ReceiveReplyAsync();
        Assert.False(reply.Accepted);
        Assert.Equal([0, 0, 0, (byte)RpcAuthStatus.RejectedCredential], reply.Body);
    }

    [Fact]
    public async Task Call_MoreGroupsThanSixteen_IsDeniedAsBadCredential()
    {
        client.Identity = (0, 0, new uint[17]);
        var reply = await client.CallAsync(Nfs, 3, 1, default);
        Assert.False(reply.Accepted);
        Assert.Equal([0, 0, 0, (byte)RpcAuthStatus.BadCredential], reply.Body);
    }

    [Fact]
    public async Task Call_WithoutIdentity_RunsAsAnonymousAndNeverAsUidZero()
    {
        var nfs = server.Connect();
        nfs.Rpc.Identity = null;
        await nfs.GetAttrAsync((await nfs.MountAsync("/export")).Handle!);
        Assert.True(share.LastContext!.Caller.IsAnonymous);
        Assert.NotEqual(0u, share.LastContext.Caller.Uid);
    }

    [Fact]
    public async Task Call_SameCredentialAgain_SharesOneContext()
    {
        var nfs = server.Connect();
        nfs.Rpc.Identity = (1000, 100, [4, 24]);
        var root = (await nfs.MountAsync("/export")).Handle!;
        var first = share.LastContext;
        await nfs.GetAttrAsync(root);
        Assert.Same(first, share.LastContext);
        Assert.Equal((1000u, 100u), (first!.Caller.Uid, first.Caller.Gid));
        Assert.True(first.Caller.IsInGroup(24));

        nfs.Rpc.Identity = (1001, 100, [4, 24]);
        await nfs.GetAttrAsync(root);
        Assert.Equal(1001u, share.LastContext!.Caller.Uid);
    }

    [Fact]
    public async Task Call_ProcedureThrows_ReturnsSystemErrorAndTheConnectionLives()
    {
        var nfs = server.Connect();
        var root = (await nfs.MountAsync("/export")).Handle!;
        share.Delay = _ => throw new InvalidOperationException("Broken on purpose.");
        var xid = await nfs.Rpc.SendCallAsync(Nfs, 3, 1, (byte[])[0, 0, 0, (byte)root.Length, .. root, 0, 0, 0]);
        var reply = await nfs.Rpc.ReceiveReplyAsync();
        Assert.Equal((xid, RpcAcceptStatus.SystemError), (reply.Xid, reply.AcceptStatus));
        await nfs.NullAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000000100000001")]
    [InlineData("000000010000000000000002000186a3")]
    public async Task Record_ThatIsNoCall_ClosesTheConnection(string hex)
    {
        await client.SendRecordAsync(Convert.FromHexString(hex));
        Assert.Null(await client.ReceiveRecordAsync());
    }
}
