using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Locking;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>READ (MS-SMB2 2.2.19).</summary>
internal readonly record struct ReadRequest(uint Length, ulong Offset, SmbFileId File, uint MinimumCount) : ISmbRequest<ReadRequest>
{
    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlyMemory<byte> message, out ReadRequest request)
    {
        var reader = new LittleEndianReader(message.Span);
        reader.Skip(Smb2Header.BytesLength + 4);
        var length = reader.ReadUInt32();
        var offset = reader.ReadUInt64();
        request = new ReadRequest(length, offset, new SmbFileId(reader.ReadUInt64(), reader.ReadUInt64()), reader.ReadUInt32());
        return !reader.HasFailed;
    }
}

/// <summary>Reads bytes straight into the reply (MS-SMB2 3.3.5.12).</summary>
internal sealed class ReadCommand : SmbCommand
{
    private const int HeadBytes = 16;

    /// <inheritdoc/>
    public override async ValueTask<NtStatus> RunAsync(SmbCall call, CancellationToken cancellationToken)
    {
        if (!ReadRequest.TryDecode(call.Message, out var request) || !call.Covers(request.Length))
        {
            return NtStatus.InvalidParameter;
        }

        if (call.FindOpen(request.File) is not { } open)
        {
            return NtStatus.FileClosed;
        }

        if (!open.Allows(OpenAccess.ReadData | OpenAccess.Execute))
        {
            return NtStatus.AccessDenied;
        }

        var start = call.Reply.Length;
        call.Reply.WriteZeros(HeadBytes);
        var destination = call.Reply.Reserve((int)request.Length);
        var read = await open.FileSystem.ReadOpenAsync(open.Context, open.Handle, request.Offset, destination, cancellationToken).ConfigureAwait(false);
        var status = !read.IsSuccess ? NtStatusMap.ToStatus(read.Error)
            : read.Value.Count < Math.Max(request.MinimumCount, request.Length > 0 ? 1u : 0) ? NtStatus.EndOfFile
            : NtStatus.Success;
        call.Reply.Truncate(status == NtStatus.Success ? start + HeadBytes + read.Value.Count : start);
        if (status == NtStatus.Success)
        {
            call.Reply.PatchUInt16(start, HeadBytes + 1);
            call.Reply.PatchUInt16(start + 2, Smb2Header.BytesLength + HeadBytes);
            call.Reply.PatchUInt32(start + 4, (uint)read.Value.Count);
        }

        return status;
    }
}
