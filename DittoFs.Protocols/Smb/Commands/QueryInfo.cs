using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Locking;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>QUERY_INFO (MS-SMB2 2.2.37).</summary>
internal readonly record struct QueryInfoRequest(byte Type, byte Class, uint LengthMax, uint InputLength, SmbFileId File) : ISmbRequest<QueryInfoRequest>
{
    /// <summary>Information about the open.</summary>
    public const byte OfFile = 1;

    /// <summary>Information about the share.</summary>
    public const byte OfFileSystem = 2;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlyMemory<byte> message, out QueryInfoRequest request)
    {
        var reader = new LittleEndianReader(message.Span);
        reader.Skip(Smb2Header.BytesLength + 2);
        var type = reader.ReadByte();
        var kind = reader.ReadByte();
        var length = reader.ReadUInt32();
        reader.Skip(sizeof(uint));
        var inputLength = reader.ReadUInt32();
        reader.Skip(8);
        request = new QueryInfoRequest(type, kind, length, inputLength, new SmbFileId(reader.ReadUInt64(), reader.ReadUInt64()));
        return !reader.HasFailed;
    }
}

/// <summary>Tells what an open or its share is like (MS-SMB2 3.3.5.20).</summary>
internal sealed class QueryInfoCommand : SmbCommand
{
    private const int HeadBytes = 8;
    private const byte AttributeInformation = 5;

    /// <inheritdoc/>
    public override async ValueTask<NtStatus> RunAsync(SmbCall call, CancellationToken cancellationToken)
    {
        if (!QueryInfoRequest.TryDecode(call.Message, out var request) || !call.Covers(Math.Max(request.LengthMax, request.InputLength)))
        {
            return NtStatus.InvalidParameter;
        }

        if (call.FindOpen(request.File) is not { } open)
        {
            return NtStatus.FileClosed;
        }

        var start = call.Reply.Length;
        call.Reply.WriteZeros(HeadBytes);
        var status = request.Type switch
        {
            QueryInfoRequest.OfFile => await WriteFileAsync(call.Reply, open, request.Class, cancellationToken).ConfigureAwait(false),
            QueryInfoRequest.OfFileSystem => await WriteShareAsync(call.Reply, open, request.Class, cancellationToken).ConfigureAwait(false),
            _ => NtStatus.NotSupported,
        };
        return Finish(call.Reply, start, status, request.LengthMax);
    }

    private static NtStatus Finish(LittleEndianWriter reply, int start, NtStatus status, uint lengthMax)
    {
        var length = reply.Length - start - HeadBytes;
        status = status == NtStatus.Success && (uint)length > lengthMax ? NtStatus.InfoLengthMismatch : status;
        if (status != NtStatus.Success)
        {
            reply.Truncate(start);
            return status;
        }

        reply.PatchUInt16(start, HeadBytes + 1);
        reply.PatchUInt16(start + 2, Smb2Header.BytesLength + HeadBytes);
        reply.PatchUInt32(start + 4, (uint)length);
        return status;
    }

    private static async ValueTask<NtStatus> WriteFileAsync(LittleEndianWriter reply, SmbOpen open, byte kind, CancellationToken cancellationToken)
    {
        if (FileInformation.NeedsReadAttributes(kind) && !open.Allows(OpenAccess.ReadAttributes))
        {
            return NtStatus.AccessDenied;
        }

        var read = await open.FileSystem.GetAttributesAsync(open.Context, open.Node, cancellationToken).ConfigureAwait(false);
        return !read.IsSuccess ? NtStatusMap.ToStatus(read.Error) : FileInformation.TryWrite(reply, kind, read.Value, open) ? NtStatus.Success : NtStatus.InvalidInfoClass;
    }

    private static async ValueTask<NtStatus> WriteShareAsync(LittleEndianWriter reply, SmbOpen open, byte kind, CancellationToken cancellationToken)
    {
        if (kind == AttributeInformation)
        {
            FileInformation.WriteShareKind(reply, open.FileSystem.Limits);
            return NtStatus.Success;
        }

        var read = await open.FileSystem.GetStatisticsAsync(open.Context, cancellationToken).ConfigureAwait(false);
        return !read.IsSuccess ? NtStatusMap.ToStatus(read.Error) : FileInformation.TryWriteSpace(reply, kind, read.Value) ? NtStatus.Success : NtStatus.InvalidInfoClass;
    }
}
