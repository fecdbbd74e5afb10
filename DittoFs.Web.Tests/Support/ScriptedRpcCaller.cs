using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;

namespace DittoFs.Web.Tests.Support;

/// <summary>A call that the server made.</summary>
internal sealed record OutgoingCall(RpcTarget Target, uint Procedure, byte[] Arguments);

/// <summary>Clients that the server calls: their portmappers tell a port for every program, and what they answer a test decides.</summary>
internal sealed class ScriptedRpcCaller : IRpcCaller
{
    private const uint Portmapper = 100_000;
    private readonly Channel<OutgoingCall> calls = Channel.CreateUnbounded<OutgoingCall>();

    /// <summary>The port that portmappers tell; 0 for a client that serves nothing.</summary>
    public uint Port { get; set; } = 40_001;

    /// <summary>What a client answers; null for nothing.</summary>
    public Func<OutgoingCall, byte[]?> Answer { get; set; } = _ => [];

    /// <summary>Portmappers that were asked.</summary>
    public ConcurrentQueue<IPAddress> Asked { get; } = [];

    /// <summary>Encodes something.</summary>
    public static byte[] Encode(Action<XdrWriter> write)
    {
        using var writer = new XdrWriter();
        write(writer);
        return writer.Written.ToArray();
    }

    /// <summary>The next call that was made to another program than the portmapper.</summary>
    public async Task<OutgoingCall> NextAsync() => await calls.Reader.ReadAsync();

    /// <summary>True if a call waits to be looked at.</summary>
    public bool HasMore => calls.Reader.TryPeek(out _);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> CallAsync(RpcTarget target, uint procedure, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken)
    {
        if (target.Program == Portmapper)
        {
            Asked.Enqueue(((IPEndPoint)target.Endpoint).Address);
            return Task.FromResult<ReadOnlyMemory<byte>?>(Encode(writer => writer.WriteUInt32(Port)));
        }

        var call = new OutgoingCall(target, procedure, arguments.ToArray());
        var answer = Answer(call);
        calls.Writer.TryWrite(call);
        return Task.FromResult(answer is null ? null : (ReadOnlyMemory<byte>?)answer);
    }
}
