using DittoFs.Protocols.Authentication;
using DittoFs.Protocols.Portmap;
using DittoFs.Protocols.Portmap.V2;
using DittoFs.Protocols.Portmap.V4;
using DittoFs.Protocols.Rpc;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DittoFs.Web.Tests.Protocols.Golden;

/// <summary>What a Linux kernel, its tools and its status monitor sent to find programs and to lock; and what can be made of it.</summary>
public sealed class LockFrameTests
{
    private const string File = "linux-locks.hex";

    [Fact]
    public async Task Dispatch_EveryFrame_AnswersItsStatus()
    {
        var share = new ScriptedFileSystem();
        await using var server = MakeServer(share);
        var dispatcher = MakeDispatcher(server);
        var frames = GoldenFrames.Load(File, GoldenFrameTests.RootOf(share));
        Assert.Superset<string>(
            new HashSet<string> { "nlm4 LOCK", "nlm4 UNLOCK", "nlm4 TEST", "nsm1 NOTIFY", "portmap2 GETPORT", "portmap2 DUMP", "rpcbind4 GETADDR" },
            frames.Select(frame => frame.Operation).ToHashSet());
        foreach (var frame in frames)
        {
            using var call = GoldenFrameTests.Call(frame.Record);
            Assert.Equal(RpcDisposition.Reply, await dispatcher.DispatchAsync(call, CancellationToken.None));
            var program = Programs(server).Single(candidate => candidate.Number == call.Header.Program && candidate.Version == call.Header.Version);
            Assert.Equal((frame.Operation, frame.Status), ($"{program.Name} {call.Row!.Name}", program.NameStatus(call.Status)));
            Assert.Equal((uint)RpcAcceptStatus.Success, GoldenFrameTests.AcceptStatusOf(call));
        }
    }

    [Theory]
    [InlineData(1, 3_000)]
    public Task Dispatch_MutatedFrames_NeverFailsInside(int seed, int count) => DispatchMutatedAsync(seed, count);

    [Theory]
    [InlineData(2, 100_000)]
    [Trait("Category", "Slow")]
    public Task Dispatch_AHundredThousandMutatedFrames_NeverFailsInside(int seed, int count) => DispatchMutatedAsync(seed, count);

    private static async Task DispatchMutatedAsync(int seed, int count)
    {
        var random = new Random(seed);
        var share = new ScriptedFileSystem();
        await using var server = MakeServer(share);
        var dispatcher = MakeDispatcher(server);
        var frames = GoldenFrames.Load(File, GoldenFrameTests.RootOf(share));
        for (var i = 0; i < count; i++)
        {
            var record = GoldenFrameTests.Mutate(frames[random.Next(frames.Count)].Record, random);
            using var call = GoldenFrameTests.Call(record);
            var disposition = await dispatcher.DispatchAsync(call, CancellationToken.None);
            var failed = disposition == RpcDisposition.Reply && call.Row is not null && GoldenFrameTests.AcceptStatusOf(call) == (uint)RpcAcceptStatus.SystemError;
            Assert.False(failed, $"The server failed on {Convert.ToHexString(record)}.");
        }
    }

    private static NfsTestServer MakeServer(ScriptedFileSystem share) => new(
        new ScriptedShareCatalog(share), replace: services => services.AddSingleton<IRpcCaller>(new ScriptedRpcCaller()));

    private static IEnumerable<RpcProgram> Programs(NfsTestServer server) =>
    [
        .. server.Get<RpcPrograms>().All,
        new PortmapV2Program(new PortmapTable(), isDatagram: false),
        new RpcbindProgram(new PortmapTable(), isDatagram: false, RpcbindProgram.OlderVersion, TimeProvider.System),
        new RpcbindProgram(new PortmapTable(), isDatagram: false, RpcbindProgram.NewerVersion, TimeProvider.System),
    ];

    private static RpcDispatcher MakeDispatcher(NfsTestServer server) => new(
        new RpcPrograms([.. Programs(server)]), server.Get<ReplyCache>(), server.Get<ICredentialLookup>(), server.Get<RpcMetrics>(), TimeProvider.System, NullLogger.Instance);
}
