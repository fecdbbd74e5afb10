using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>Control codes (MS-FSCC 2.3, MS-SMB2 2.2.31).</summary>
internal enum ControlCode : uint
{
    DfsGetReferrals = 0x0006_0194,
    DfsGetReferralsEx = 0x0006_01B0,
    SetReparsePoint = 0x0009_00A4,
    GetReparsePoint = 0x0009_00A8,
    DeleteReparsePoint = 0x0009_00AC,
    GetCompression = 0x0009_003C,
    CreateOrGetObjectId = 0x0009_00C0,
    SetCompression = 0x0009_C040,
    SetSparse = 0x0009_00C4,
    SetZeroData = 0x0009_80C8,
    QueryAllocatedRanges = 0x0009_40CF,
    PipePeek = 0x0011_400C,
    PipeWait = 0x0011_0018,
    PipeTransceive = 0x0011_C017,
    SrvRequestResumeKey = 0x0014_0078,
    SrvCopyChunk = 0x0014_40F2,
    SrvCopyChunkWrite = 0x0014_80F2,
    QueryNetworkInterfaceInfo = 0x0014_01FC,
    ValidateNegotiateInfo = 0x0014_0204,
}

/// <summary>IOCTL (MS-SMB2 2.2.31). The input is a part of the message.</summary>
internal readonly record struct IoctlRequest(ControlCode Code, SmbFileId File, ReadOnlyMemory<byte> Input, uint InputMax, uint OutputMax, uint Flags)
    : ISmbRequest<IoctlRequest>
{
    private const uint IsFsctl = 1;

    /// <summary>True for the only kind of control that there is over SMB.</summary>
    public bool IsFileSystemControl => Flags == IsFsctl;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlyMemory<byte> message, out IoctlRequest request)
    {
        var reader = new LittleEndianReader(message.Span);
        reader.Skip(Smb2Header.BytesLength + 4);
        var code = (ControlCode)reader.ReadUInt32();
        var file = new SmbFileId(reader.ReadUInt64(), reader.ReadUInt64());
        var (inputOffset, inputCount, inputMax) = (reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32());
        reader.Skip(8);
        var (outputMax, flags) = (reader.ReadUInt32(), reader.ReadUInt32());
        var isWhole = !reader.HasFailed && (inputCount == 0 || (inputOffset <= message.Length && inputCount <= message.Length - inputOffset));
        request = new IoctlRequest(code, file, isWhole && inputCount > 0 ? message.Slice((int)inputOffset, (int)inputCount) : default, inputMax, outputMax, flags);
        return isWhole;
    }
}

/// <summary>Controls of files, pipes and the connection (MS-SMB2 3.3.5.15). What is not known is answered as a file system would.</summary>
internal sealed class IoctlCommand : SmbCommand
{
    private const int HeadBytes = 48;

    /// <inheritdoc/>
    public override async ValueTask<NtStatus> RunAsync(SmbCall call, CancellationToken cancellationToken)
    {
        if (!IoctlRequest.TryDecode(call.Message, out var request))
        {
            return NtStatus.InvalidParameter;
        }

        if (!request.IsFileSystemControl)
        {
            return NtStatus.NotSupported;
        }

        if (!call.Covers(Math.Max((uint)request.Input.Length, (uint)Math.Min((ulong)request.InputMax + request.OutputMax, uint.MaxValue))))
        {
            return NtStatus.InvalidParameter;
        }

        var start = call.Reply.Length;
        call.Reply.WriteZeros(HeadBytes);
        var status = await ControlAsync(call, request, cancellationToken).ConfigureAwait(false);
        var length = call.Reply.Length - start - HeadBytes;

        // A copy that fails tells with its error how far it came, or the limits (2.2.32.1).
        var isCopy = request.Code is ControlCode.SrvCopyChunk or ControlCode.SrvCopyChunkWrite;
        if (status is NtStatus.Success or NtStatus.BufferOverflow || (isCopy && length > 0))
        {
            WriteHead(call.Reply, start, request, length);
        }
        else
        {
            call.Reply.Truncate(start);
        }

        return status;
    }

    private static ValueTask<NtStatus> ControlAsync(SmbCall call, in IoctlRequest request, CancellationToken cancellationToken)
    {
        switch (request.Code)
        {
            case ControlCode.ValidateNegotiateInfo:
                return new(NegotiateValidation.Validate(call, request));
            case ControlCode.DfsGetReferrals or ControlCode.DfsGetReferralsEx:
                return new(NtStatus.FsDriverRequired);
            case ControlCode.QueryNetworkInterfaceInfo:
                return new(NetworkInterfaces.Write(call, request));
        }

        return call.FindOpen(request.File) switch
        {
            null => new(NtStatus.FileClosed),
            SmbPipeOpen pipe => new(ControlPipe(call, pipe, request)),
            SmbFileOpen file => FileControls.RunAsync(call, file, request, cancellationToken),
            _ => throw new InvalidOperationException("There is no such kind of open."),
        };
    }

    private static NtStatus ControlPipe(SmbCall call, SmbPipeOpen pipe, in IoctlRequest request)
    {
        if (request.Code != ControlCode.PipeTransceive)
        {
            return NtStatus.NotSupported;
        }

        var start = call.Reply.Length;
        var destination = call.Reply.Reserve((int)request.OutputMax);
        var (status, count) = pipe.Transceive(request.Input.Span, destination.Span);
        call.Reply.Truncate(start + count);
        return status;
    }

    private static void WriteHead(LittleEndianWriter reply, int start, in IoctlRequest request, int length)
    {
        reply.PatchUInt16(start, HeadBytes + 1);
        reply.PatchUInt32(start + 4, (uint)request.Code);
        reply.PatchUInt64(start + 8, request.File.Persistent);
        reply.PatchUInt64(start + 16, request.File.Volatile);
        reply.PatchUInt32(start + 24, Smb2Header.BytesLength + HeadBytes);
        reply.PatchUInt32(start + 32, Smb2Header.BytesLength + HeadBytes);
        reply.PatchUInt32(start + 36, (uint)length);
    }
}
