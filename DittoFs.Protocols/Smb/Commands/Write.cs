using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Locking;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>WRITE (MS-SMB2 2.2.21). The data is a part of the message.</summary>
internal readonly record struct WriteRequest(ReadOnlyMemory<byte> Data, ulong Offset, SmbFileId File, uint Flags) : ISmbRequest<WriteRequest>
{
    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlyMemory<byte> message, out WriteRequest request)
    {
        var reader = new LittleEndianReader(message.Span);
        reader.Skip(Smb2Header.BytesLength + 2);
        var dataOffset = reader.ReadUInt16();
        var length = reader.ReadUInt32();
        var offset = reader.ReadUInt64();
        var file = new SmbFileId(reader.ReadUInt64(), reader.ReadUInt64());
        reader.Skip(12);
        var flags = reader.ReadUInt32();
        var isWhole = !reader.HasFailed && dataOffset <= message.Length && length <= (uint)(message.Length - dataOffset);
        request = new WriteRequest(isWhole ? message.Slice(dataOffset, (int)length) : default, offset, file, flags);
        return isWhole;
    }
}

/// <summary>How much was written (MS-SMB2 2.2.22).</summary>
internal sealed record WriteResponse(uint Count) : ISmbResponse
{
    /// <inheritdoc/>
    public void Encode(LittleEndianWriter writer)
    {
        writer.WriteUInt16(17);
        writer.WriteUInt16(0);
        writer.WriteUInt32(Count);
        writer.WriteUInt64(0);
    }
}

/// <summary>Writes bytes (MS-SMB2 3.3.5.13).</summary>
internal sealed class WriteCommand : SmbCommand<WriteRequest, WriteResponse>
{
    private const uint WriteThrough = 1;

    /// <inheritdoc/>
    protected override async ValueTask<SmbResult<WriteResponse>> HandleAsync(SmbCall call, WriteRequest request, CancellationToken cancellationToken)
    {
        if (!call.Covers((uint)request.Data.Length))
        {
            return NtStatus.InvalidParameter;
        }

        if (call.FindOpen(request.File) is not { } open)
        {
            return NtStatus.FileClosed;
        }

        if (open is SmbPipeOpen pipe)
        {
            var taken = pipe.Write(request.Data.Span);
            return taken == NtStatus.Success ? new WriteResponse((uint)request.Data.Length) : taken;
        }

        var file = (SmbFileOpen)open;
        if (!file.Allows(OpenAccess.WriteData | OpenAccess.AppendData))
        {
            return NtStatus.AccessDenied;
        }

        if (file.IsDirectory || request.Offset > (ulong)(long.MaxValue - request.Data.Length))
        {
            return file.IsDirectory ? NtStatus.InvalidDeviceRequest : NtStatus.InvalidParameter;
        }

        var written = await file.WriteAsync(request.Offset, request.Data, (request.Flags & WriteThrough) != 0, cancellationToken).ConfigureAwait(false);
        return written.IsSuccess ? new WriteResponse((uint)written.Value.Count) : NtStatusMap.ToStatus(written.Error);
    }
}
