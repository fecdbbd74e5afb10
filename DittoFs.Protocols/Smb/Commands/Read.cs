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

        if (open is SmbFileOpen file && !file.Allows(OpenAccess.ReadData | OpenAccess.Execute))
        {
            return NtStatus.AccessDenied;
        }

        var start = call.Reply.Length;
        call.Reply.WriteZeros(HeadBytes);
        var destination = call.Reply.Reserve((int)request.Length);
        var (status, count) = open switch
        {
            SmbPipeOpen pipe => pipe.Read(destination.Span),
            SmbFileOpen opened => await ReadFileAsync(opened, request, destination, cancellationToken).ConfigureAwait(false),
            _ => throw new InvalidOperationException("There is no such kind of open."),
        };
        var isAnswered = status is NtStatus.Success or NtStatus.BufferOverflow;
        call.Reply.Truncate(isAnswered ? start + HeadBytes + count : start);
        if (isAnswered)
        {
            call.Reply.PatchUInt16(start, HeadBytes + 1);
            call.Reply.PatchUInt16(start + 2, Smb2Header.BytesLength + HeadBytes);
            call.Reply.PatchUInt32(start + 4, (uint)count);
        }

        return status;
    }

    private static async ValueTask<(NtStatus Status, int Count)> ReadFileAsync(
        SmbFileOpen file, ReadRequest request, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (file.IsDirectory || request.Offset > long.MaxValue - (ulong)request.Length)
        {
            return (file.IsDirectory ? NtStatus.InvalidDeviceRequest : NtStatus.InvalidParameter, 0);
        }

        var read = await file.FileSystem.ReadOpenAsync(file.Context, file.Handle, request.Offset, destination, cancellationToken).ConfigureAwait(false);
        if (!read.IsSuccess)
        {
            return (NtStatusMap.ToStatus(read.Error), 0);
        }

        if (read.Value.Count < Math.Max(request.MinimumCount, request.Length > 0 ? 1u : 0))
        {
            return (NtStatus.EndOfFile, 0);
        }

        file.Handle.Position = request.Offset + (ulong)read.Value.Count;
        return (NtStatus.Success, read.Value.Count);
    }
}
