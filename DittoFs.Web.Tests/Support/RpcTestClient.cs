using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Transport;
using DittoFs.Protocols.Wire;

namespace DittoFs.Web.Tests.Support;

/// <summary>A reply without its header.</summary>
/// <param name="Xid">The call's number.</param>
/// <param name="Accepted">False for a reply of MSG_DENIED.</param>
/// <param name="Status">accept_stat, or of a denied call reject_stat.</param>
/// <param name="Body">What follows.</param>
internal sealed record RpcTestReply(uint Xid, bool Accepted, uint Status, byte[] Body)
{
    /// <summary>The status of an accepted call.</summary>
    public RpcAcceptStatus AcceptStatus => (RpcAcceptStatus)Status;
}

/// <summary>Speaks RPC over any connection, one call at a time or with several under way.</summary>
internal sealed class RpcTestClient(IWireConnection connection) : IAsyncDisposable
{
    private readonly List<byte> received = [];
    private uint lastXid = (uint)Random.Shared.Next();

    /// <summary>The connection itself, for bytes that no client would send.</summary>
    public IWireConnection Connection => connection;

    /// <summary>Who the calls come from; null for AUTH_NONE.</summary>
    public (uint Uid, uint Gid, uint[] Groups)? Identity { get; set; } = (0, 0, []);

    /// <summary>Connects to a server.</summary>
    public static async Task<RpcTestClient> ConnectAsync(IPEndPoint endpoint)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endpoint);
        return new RpcTestClient(new SocketWireConnection(socket));
    }

    /// <summary>Calls and waits for the reply.</summary>
    public async Task<RpcTestReply> CallAsync(uint program, uint version, uint procedure, ReadOnlyMemory<byte> arguments)
    {
        var xid = await SendCallAsync(program, version, procedure, arguments);
        var reply = await ReceiveReplyAsync();
        Assert.Equal(xid, reply.Xid);
        return reply;
    }

    /// <summary>Sends a call and returns its number.</summary>
    public async Task<uint> SendCallAsync(uint program, uint version, uint procedure, ReadOnlyMemory<byte> arguments, uint? xid = null)
    {
        var number = xid ?? ++lastXid;
        await SendRecordAsync(MakeCall(number, program, version, procedure, arguments.Span));
        return number;
    }

    /// <summary>Sends a record as one fragment.</summary>
    public async Task SendRecordAsync(byte[] record)
    {
        var mark = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(mark, RpcReplyWriter.LastFragment | (uint)record.Length);
        await connection.SendAsync([mark, record]);
    }

    /// <summary>Encodes a call.</summary>
    public byte[] MakeCall(uint xid, uint program, uint version, uint procedure, ReadOnlySpan<byte> arguments)
    {
        using var writer = new XdrWriter();
        foreach (var number in new[] { xid, 0u, 2u, program, version, procedure })
        {
            writer.WriteUInt32(number);
        }

        WriteCredential(writer);
        writer.WriteUInt32(0);
        writer.WriteUInt32(0);
        writer.WriteFixedOpaque(arguments);
        return writer.Written.ToArray();
    }

    /// <summary>Receives one reply.</summary>
    public async Task<RpcTestReply> ReceiveReplyAsync()
    {
        var record = await ReceiveRecordAsync() ?? throw new EndOfStreamException("The server closed the connection.");
        return Decode(record);
    }

    /// <summary>Receives one record of one fragment; null when the server has closed.</summary>
    public async Task<byte[]?> ReceiveRecordAsync()
    {
        if (!await FillAsync(sizeof(uint)))
        {
            return null;
        }

        var length = (int)(BinaryPrimitives.ReadUInt32BigEndian(received.GetRange(0, sizeof(uint)).ToArray()) & ~RpcReplyWriter.LastFragment);
        if (!await FillAsync(sizeof(uint) + length))
        {
            return null;
        }

        var record = received.GetRange(sizeof(uint), length).ToArray();
        received.RemoveRange(0, sizeof(uint) + length);
        return record;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static RpcTestReply Decode(byte[] record)
    {
        var reader = new XdrReader(record);
        Assert.True(reader.TryReadUInt32(out var xid));
        Assert.True(reader.TryReadUInt32(out var type));
        Assert.Equal((uint)RpcMessageType.Reply, type);
        Assert.True(reader.TryReadUInt32(out var denied));
        if (denied == 0)
        {
            Assert.True(reader.TryReadUInt32(out _));
            Assert.True(reader.TryReadOpaque(400, out _));
        }

        Assert.True(reader.TryReadUInt32(out var status));
        return new RpcTestReply(xid, denied == 0, status, reader.Rest.ToArray());
    }

    private void WriteCredential(XdrWriter writer)
    {
        if (Identity is not { } identity)
        {
            writer.WriteUInt32((uint)RpcAuthFlavor.None);
            writer.WriteUInt32(0);
            return;
        }

        using var body = new XdrWriter();
        body.WriteUInt32(0);
        body.WriteOpaque("test"u8);
        body.WriteUInt32(identity.Uid);
        body.WriteUInt32(identity.Gid);
        body.WriteUInt32((uint)identity.Groups.Length);
        foreach (var group in identity.Groups)
        {
            body.WriteUInt32(group);
        }

        writer.WriteUInt32((uint)RpcAuthFlavor.Sys);
        writer.WriteOpaque(body.Written);
    }

    private async Task<bool> FillAsync(int count)
    {
        var buffer = new byte[256 << 10];
        while (received.Count < count)
        {
            var more = await connection.ReceiveAsync(buffer);
            if (more == 0)
            {
                return false;
            }

            received.AddRange(buffer.AsSpan(0, more));
        }

        return true;
    }
}
