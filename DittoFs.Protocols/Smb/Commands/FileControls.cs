using DittoFs.Protocols.Smb.Information;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>The controls of an open file (MS-FSCC 2.3).</summary>
internal static class FileControls
{
    private const int RangeBytes = 16;
    private const int AllocatedRangesMax = 4_096;
    private const int ZeroChunkBytes = 1 << 20;

    /// <summary>Runs <paramref name="request"/> and writes its output behind the response's head.</summary>
    public static ValueTask<NtStatus> RunAsync(SmbCall call, SmbFileOpen file, IoctlRequest request, CancellationToken cancellationToken)
    {
        switch (request.Code)
        {
            case ControlCode.GetReparsePoint:
                return GetReparsePointAsync(call, file, request, cancellationToken);
            case ControlCode.SetReparsePoint:
                return SetReparsePointAsync(file, request.Input, cancellationToken);
            case ControlCode.DeleteReparsePoint:
                return DeleteReparsePointAsync(file, request.Input, cancellationToken);
            case ControlCode.SrvRequestResumeKey:
                return new(ServerCopy.WriteResumeKey(call, file, request));
            case ControlCode.SrvCopyChunk or ControlCode.SrvCopyChunkWrite:
                return ServerCopy.RunAsync(call, file, request, cancellationToken);
            case ControlCode.CreateOrGetObjectId:
                return new(WriteObjectId(call, file, request));
            case ControlCode.SetSparse:
                return SetSparseAsync(file, request.Input, cancellationToken);
            case ControlCode.SetZeroData:
                return SetZeroDataAsync(file, request.Input, cancellationToken);
            case ControlCode.QueryAllocatedRanges:
                return QueryRangesAsync(call, file, request, cancellationToken);
            case ControlCode.GetCompression:
                // What is packed into blocks is no client's concern.
                call.Reply.WriteUInt16(0);
                return new(request.OutputMax < sizeof(ushort) ? NtStatus.BufferTooSmall : NtStatus.Success);
            case ControlCode.SetCompression:
                // None it is, and stays.
                return new(request.Input.Length < sizeof(ushort) ? NtStatus.InvalidParameter
                    : request.Input.Span[..sizeof(ushort)].IndexOfAnyExcept((byte)0) < 0 ? NtStatus.Success : NtStatus.NotSupported);
            default:
                return new(NtStatus.InvalidDeviceRequest);
        }
    }

    private static async ValueTask<NtStatus> GetReparsePointAsync(SmbCall call, SmbFileOpen file, IoctlRequest request, CancellationToken cancellationToken)
    {
        var link = await file.FileSystem.ReadLinkAsync(file.Context, file.Node, cancellationToken).ConfigureAwait(false);
        if (!link.IsSuccess)
        {
            return link.Error == FsError.WrongKind ? NtStatus.NotAReparsePoint : NtStatusMap.ToStatus(link.Error);
        }

        var start = call.Reply.Length;
        ReparsePoints.WriteBuffer(call.Reply, link.Value.Target);
        return (uint)(call.Reply.Length - start) <= request.OutputMax ? NtStatus.Success : NtStatus.BufferTooSmall;
    }

    /// <summary>FSCTL_SET_REPARSE_POINT (MS-FSA 2.1.5.10.37): makes a symbolic link of the file that is open. There are no other reparse points.</summary>
    private static async ValueTask<NtStatus> SetReparsePointAsync(SmbFileOpen file, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var status = ReparsePoints.TryRead(input.Span, out var target);
        if (status != NtStatus.Success)
        {
            return status;
        }

        var set = await file.FileSystem.SetLinkTargetAsync(file.Context, file.Handle, target, cancellationToken).ConfigureAwait(false);
        return set.Error == FsError.WrongKind ? NtStatus.NotSupported : NtStatusMap.ToStatus(set.Error);
    }

    /// <summary>FSCTL_DELETE_REPARSE_POINT (MS-FSA 2.1.5.10.5): leaves an empty file.</summary>
    private static async ValueTask<NtStatus> DeleteReparsePointAsync(SmbFileOpen file, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        if (!ReparsePoints.TryReadTag(input.Span, out var tag, out var length) || length != 0)
        {
            return NtStatus.ReparseDataInvalid;
        }

        if (file.Handle.Kind == NodeKind.SymbolicLink && tag != FileEncoder.SymbolicLinkTag)
        {
            return NtStatus.ReparseTagMismatch;
        }

        var removed = await file.FileSystem.RemoveLinkTargetAsync(file.Context, file.Handle, cancellationToken).ConfigureAwait(false);
        return removed.Error == FsError.WrongKind ? NtStatus.NotAReparsePoint : NtStatusMap.ToStatus(removed.Error);
    }

    /// <summary>FSCTL_CREATE_OR_GET_OBJECT_ID (MS-FSCC 2.3.1): the numbers of node and volume, which stay what they are.</summary>
    private static NtStatus WriteObjectId(SmbCall call, SmbFileOpen file, in IoctlRequest request)
    {
        const int ObjectIdBytes = 64;
        if (request.OutputMax < ObjectIdBytes)
        {
            return NtStatus.InvalidParameter;
        }

        var volume = SmbVolume.NumberOf(file.FileSystem);
        call.Reply.WriteUInt64(file.Node.Value);
        call.Reply.WriteUInt64(volume);
        call.Reply.WriteUInt64(volume);
        call.Reply.WriteUInt64(0);
        call.Reply.WriteUInt64(file.Node.Value);
        call.Reply.WriteUInt64(volume);
        call.Reply.WriteZeros(16);
        return NtStatus.Success;
    }

    /// <summary>FSCTL_SET_SPARSE (MS-FSCC 2.3.69): every file is sparse here, so only the attribute bit changes. No input means true.</summary>
    private static async ValueTask<NtStatus> SetSparseAsync(SmbFileOpen file, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        if (file.IsDirectory || !file.Allows(OpenAccess.WriteData | OpenAccess.WriteAttributes | OpenAccess.AppendData))
        {
            return file.IsDirectory ? NtStatus.InvalidParameter : NtStatus.AccessDenied;
        }

        var sets = input.IsEmpty || input.Span[0] != 0;
        var set = await file.FileSystem.SetOpenAttributesAsync(file.Context, file.Handle, new AttributeChanges { IsSparse = sets }, cancellationToken).ConfigureAwait(false);
        return NtStatusMap.ToStatus(set.Error);
    }

    /// <summary>FSCTL_SET_ZERO_DATA (MS-FSCC 2.3.71): the bytes from the first offset up to the second become zeros, in a sparse file a hole; the file does not grow.</summary>
    private static async ValueTask<NtStatus> SetZeroDataAsync(SmbFileOpen file, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        if (!TryReadPair(input.Span, out var from, out var to) || from > to)
        {
            return NtStatus.InvalidParameter;
        }

        if (file.IsDirectory || !file.Allows(OpenAccess.WriteData))
        {
            return file.IsDirectory ? NtStatus.InvalidDeviceRequest : NtStatus.AccessDenied;
        }

        var present = await file.FileSystem.GetAttributesAsync(file.Context, file.Node, cancellationToken).ConfigureAwait(false);
        if (!present.IsSuccess)
        {
            return NtStatusMap.ToStatus(present.Error);
        }

        var isSparse = (present.Value.DosAttributes & DosAttributeBits.Sparse) != 0;
        while (from < to)
        {
            var reached = isSparse
                ? await file.FileSystem.PunchOpenAsync(file.Context, file.Handle, from, to, cancellationToken).ConfigureAwait(false)
                : await WriteZerosAsync(file, from, to, cancellationToken).ConfigureAwait(false);
            if (!reached.IsSuccess)
            {
                return NtStatusMap.ToStatus(reached.Error);
            }

            from = reached.Value;
        }

        return NtStatus.Success;
    }

    /// <summary>Writes zeros to the next bytes that are kept, since what was never written is zeros already; tells how far it came.</summary>
    private static async ValueTask<FsResult<ulong>> WriteZerosAsync(SmbFileOpen file, ulong from, ulong to, CancellationToken cancellationToken)
    {
        var found = await file.FileSystem.FindAllocatedAsync(file.Context, file.Handle, from, to, 1, cancellationToken).ConfigureAwait(false);
        if (!found.IsSuccess || found.Value.Count == 0)
        {
            return found.IsSuccess ? to : found.Error;
        }

        var (start, end) = (found.Value[0].Offset, Math.Min(found.Value[0].End, found.Value[0].Offset + ZeroChunkBytes));
        var written = await file.WriteAsync(start, new byte[end - start], isThrough: false, cancellationToken).ConfigureAwait(false);
        return written.IsSuccess ? end : written.Error;
    }

    /// <summary>
    /// FSCTL_QUERY_ALLOCATED_RANGES (MS-FSCC 2.3.48): where bytes are kept; what was never written is a hole, but only in a sparse file. Ranges that find no room are
    /// told as "more".
    /// </summary>
    private static async ValueTask<NtStatus> QueryRangesAsync(SmbCall call, SmbFileOpen file, IoctlRequest request, CancellationToken cancellationToken)
    {
        if (!TryReadPair(request.Input.Span, out var offset, out var length) || length > long.MaxValue - offset)
        {
            return NtStatus.InvalidParameter;
        }

        if (file.IsDirectory || !file.Allows(OpenAccess.ReadData))
        {
            return file.IsDirectory ? NtStatus.InvalidParameter : NtStatus.AccessDenied;
        }

        var present = await file.FileSystem.GetAttributesAsync(file.Context, file.Node, cancellationToken).ConfigureAwait(false);
        if (!present.IsSuccess || offset >= present.Value.Size || length == 0)
        {
            return NtStatusMap.ToStatus(present.Error);
        }

        if ((present.Value.DosAttributes & DosAttributeBits.Sparse) == 0)
        {
            return WriteRanges(call, request, [new AllocatedRange(offset, Math.Min(offset + length, present.Value.Size))]);
        }

        var room = (int)Math.Min(request.OutputMax / RangeBytes, AllocatedRangesMax);
        var found = await file.FileSystem.FindAllocatedAsync(file.Context, file.Handle, offset, offset + length, room + 1, cancellationToken).ConfigureAwait(false);
        return found.IsSuccess ? WriteRanges(call, request, found.Value) : NtStatusMap.ToStatus(found.Error);
    }

    private static NtStatus WriteRanges(SmbCall call, in IoctlRequest request, IReadOnlyList<AllocatedRange> ranges)
    {
        var room = (int)Math.Min(request.OutputMax / RangeBytes, AllocatedRangesMax);
        if (ranges.Count > 0 && room == 0)
        {
            return NtStatus.BufferTooSmall;
        }

        foreach (var range in ranges.Take(room))
        {
            call.Reply.WriteUInt64(range.Offset);
            call.Reply.WriteUInt64(range.End - range.Offset);
        }

        return ranges.Count > room ? NtStatus.BufferOverflow : NtStatus.Success;
    }

    private static bool TryReadPair(ReadOnlySpan<byte> input, out ulong first, out ulong second)
    {
        var reader = new LittleEndianReader(input);
        (first, second) = (reader.ReadUInt64(), reader.ReadUInt64());
        return !reader.HasFailed && first <= long.MaxValue && second <= long.MaxValue;
    }
}
