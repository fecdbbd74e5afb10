using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using DittoFs.Protocols.Wire;
using Microsoft.Extensions.Logging;

namespace DittoFs.Protocols.Rpc;

/// <summary>Calls over sockets: a connection for each call, or a datagram that is sent again until it is answered.</summary>
internal sealed class RpcCaller(TimeProvider clock, ILogger<RpcCaller> log) : IRpcCaller
{
    /// <summary>The longest answer that is read.</summary>
    public const int AnswerBytesMax = 8 << 10;

    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Resend = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>?> CallAsync(RpcTarget target, uint procedure, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken)
    {
        var xid = BinaryPrimitives.ReadUInt32BigEndian(RandomNumberGenerator.GetBytes(sizeof(uint)));
        var record = Encode(xid, target, procedure, arguments.Span);
        using var timeout = new CancellationTokenSource(TimeMax, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var answer = target.IsDatagram
                ? await ExchangeDatagramsAsync(target.Endpoint, xid, record, deadline.Token).ConfigureAwait(false)
                : await ExchangeRecordsAsync(target.Endpoint, record, deadline.Token).ConfigureAwait(false);
            if (TryDecode(answer, xid, out var result))
            {
                return result;
            }

            RpcLog.CallFailed(log, target.Program, procedure, target.Endpoint, "the answer is no result");
            return null;
        }
        catch (SocketException failed)
        {
            RpcLog.CallFailed(log, target.Program, procedure, target.Endpoint, failed.Message);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            RpcLog.CallFailed(log, target.Program, procedure, target.Endpoint, "time is up");
            return null;
        }
    }

    /// <summary>True if <paramref name="answer"/> answers the call <paramref name="xid"/> with a result.</summary>
    internal static bool TryDecode(ReadOnlyMemory<byte> answer, uint xid, out ReadOnlyMemory<byte> result)
    {
        const int VerifierBytesMax = 400;
        var reader = new XdrReader(answer);
        var isResult = reader.TryReadUInt32(out var number) && number == xid
            && reader.TryReadUInt32(out var type) && type == (uint)RpcMessageType.Reply
            && reader.TryReadUInt32(out var denied) && denied == 0
            && reader.TryReadUInt32(out _) && reader.TryReadOpaque(VerifierBytesMax, out _)
            && reader.TryReadUInt32(out var status) && status == (uint)RpcAcceptStatus.Success;
        result = reader.Rest;
        return isResult;
    }

    /// <summary>A call with its record mark; AUTH_NONE, because nothing that is called here asks who calls.</summary>
    private static byte[] Encode(uint xid, RpcTarget target, uint procedure, ReadOnlySpan<byte> arguments)
    {
        using var writer = new XdrWriter();
        foreach (var number in (ReadOnlySpan<uint>)
            [0, xid, (uint)RpcMessageType.Call, RpcCallHeader.RpcVersionSpoken, target.Program, target.Version, procedure, (uint)RpcAuthFlavor.None, 0, (uint)RpcAuthFlavor.None, 0])
        {
            writer.WriteUInt32(number);
        }

        writer.WriteFixedOpaque(arguments);
        RpcReplyWriter.Finish(writer);
        return writer.Written.ToArray();
    }

    private static async Task<ReadOnlyMemory<byte>> ExchangeRecordsAsync(EndPoint endpoint, byte[] record, CancellationToken cancellationToken)
    {
        using var socket = endpoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
        for (var sent = 0; sent < record.Length;)
        {
            sent += await socket.SendAsync(record.AsMemory(sent), cancellationToken).ConfigureAwait(false);
        }

        return await ReceiveRecordAsync(socket, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Receives one record, in as many fragments as it comes; empty if it is longer than <see cref="AnswerBytesMax"/> or breaks off.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReceiveRecordAsync(Socket socket, CancellationToken cancellationToken)
    {
        var answer = new byte[AnswerBytesMax];
        var mark = new byte[RpcReplyWriter.MarkBytes];
        for (var filled = 0; await ReceiveAsync(socket, mark, cancellationToken).ConfigureAwait(false);)
        {
            var header = BinaryPrimitives.ReadUInt32BigEndian(mark);
            var length = header & ~RpcReplyWriter.LastFragment;
            var isLast = (header & RpcReplyWriter.LastFragment) != 0;
            if (length > (uint)(AnswerBytesMax - filled) || (length == 0 && !isLast)
                || !await ReceiveAsync(socket, answer.AsMemory(filled, (int)length), cancellationToken).ConfigureAwait(false))
            {
                break;
            }

            filled += (int)length;
            if (isLast)
            {
                return answer.AsMemory(0, filled);
            }
        }

        return default;
    }

    private static async Task<bool> ReceiveAsync(Socket socket, Memory<byte> destination, CancellationToken cancellationToken)
    {
        while (!destination.IsEmpty)
        {
            var count = await socket.ReceiveAsync(destination, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                return false;
            }

            destination = destination[count..];
        }

        return true;
    }

    private async Task<ReadOnlyMemory<byte>> ExchangeDatagramsAsync(EndPoint endpoint, uint xid, byte[] record, CancellationToken cancellationToken)
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
        var answer = new byte[AnswerBytesMax];
        while (true)
        {
            await socket.SendAsync(record.AsMemory(RpcReplyWriter.MarkBytes), cancellationToken).ConfigureAwait(false);
            using var pause = new CancellationTokenSource(Resend, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, cancellationToken);
            try
            {
                var count = await ReceiveAnswerAsync(socket, answer, xid, either.Token).ConfigureAwait(false);
                return answer.AsMemory(0, count);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Not answered yet: it may have got lost, so it goes out again.
                continue;
            }
        }
    }

    private static async Task<int> ReceiveAnswerAsync(Socket socket, byte[] answer, uint xid, CancellationToken cancellationToken)
    {
        while (true)
        {
            var count = await socket.ReceiveAsync(answer, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            if (count >= sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(answer) == xid)
            {
                return count;
            }
        }
    }
}
