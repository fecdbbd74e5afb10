using System.Buffers.Binary;
using System.Net;
using DittoFs.Protocols.Nfs.V3;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Protocols.Golden;

/// <summary>What real clients sent is answered as it should be, and whatever is made of it breaks nothing.</summary>
public sealed class GoldenFrameTests
{
    private const int AcceptStatusOffset = 24;
    private const int FramesPerShare = 2_000;

    [Fact]
    public async Task Dispatch_EveryFrame_AnswersItsStatus()
    {
        var share = new ScriptedFileSystem();
        await using var server = new NfsTestServer(new ScriptedShareCatalog(share));
        var frames = GoldenFrames.Load("libnfs.hex", RootOf(share));
        Assert.True(frames.Count >= 10);
        foreach (var frame in frames)
        {
            using var call = Call(frame.Record);
            Assert.Equal(RpcDisposition.Reply, await server.Get<RpcDispatcher>().DispatchAsync(call, CancellationToken.None));
            Assert.Equal(frame.Operation, frame.Operation.StartsWith("mount", StringComparison.Ordinal) ? "mount " + call.Row!.Name : call.Row!.Name);
            Assert.Equal((uint)RpcAcceptStatus.Success, AcceptStatusOf(call));
            Assert.Equal(frame.Status, ((NfsV3Status)call.Status).ToString());
        }
    }

    [Theory]
    [InlineData(1)]
    [Trait("Category", "Slow")]
    public async Task Dispatch_AHundredThousandMutatedFrames_NeverFailsInside(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 100_000 / FramesPerShare; round++)
        {
            await DispatchMutatedAsync(random);
        }
    }

    private static async Task DispatchMutatedAsync(Random random)
    {
        var share = new ScriptedFileSystem { Limits = new FileSystemLimits { FileBytesMax = 4096 } };
        await using var server = new NfsTestServer(new ScriptedShareCatalog(share));
        var dispatcher = server.Get<RpcDispatcher>();
        var frames = GoldenFrames.Load("libnfs.hex", RootOf(share));
        for (var i = 0; i < FramesPerShare; i++)
        {
            var record = Mutate(frames[random.Next(frames.Count)].Record, random);
            using var call = Call(record);
            var disposition = await dispatcher.DispatchAsync(call, CancellationToken.None);
            var failed = disposition == RpcDisposition.Reply && call.Row is not null && AcceptStatusOf(call) == (uint)RpcAcceptStatus.SystemError;
            Assert.False(failed, $"The server failed on {Convert.ToHexString(record)}.");
        }
    }

    internal static byte[] Mutate(byte[] record, Random random)
    {
        var mutated = random.Next(4) switch
        {
            0 => record[..random.Next(record.Length + 1)],
            1 => [.. record, .. new byte[random.Next(64)]],
            _ => record.ToArray(),
        };
        for (var changes = random.Next(6); changes > 0 && mutated.Length > 0; changes--)
        {
            var at = random.Next(mutated.Length);
            mutated[at] = random.Next(3) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)(mutated[at] ^ (1 << random.Next(8))),
                _ => 0xFF,
            };
        }

        return mutated;
    }

    internal static byte[] RootOf(ScriptedFileSystem share)
    {
        var handle = new byte[FileHandle.BytesLength];
        share.WriteHandle(NodeId.Root, handle);
        return handle;
    }

    internal static RpcCall Call(byte[] record)
    {
        var buffer = PooledBuffer.Rent(record.Length);
        record.CopyTo(buffer.Span);
        return new RpcCall(buffer, new RpcPeer(IPAddress.Loopback, IPAddress.Loopback));
    }

    internal static uint AcceptStatusOf(RpcCall call) => BinaryPrimitives.ReadUInt32BigEndian(call.Reply.Written[AcceptStatusOffset..]);
}
