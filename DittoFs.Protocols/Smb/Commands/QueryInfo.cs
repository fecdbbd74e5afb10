using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Information;
using DittoFs.Protocols.Smb.SecurityDescriptors;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>What a query or a change is about (MS-SMB2 2.2.37, 2.2.39).</summary>
internal enum InfoType : byte
{
    File = 1,
    FileSystem = 2,
    Security = 3,
    Quota = 4,
}

/// <summary>QUERY_INFO (MS-SMB2 2.2.37).</summary>
internal readonly record struct QueryInfoRequest(InfoType Type, byte Class, uint LengthMax, uint InputLength, SecurityParts Parts, SmbFileId File)
    : ISmbRequest<QueryInfoRequest>
{
    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlyMemory<byte> message, out QueryInfoRequest request)
    {
        var reader = new LittleEndianReader(message.Span);
        reader.Skip(Smb2Header.BytesLength + 2);
        var type = (InfoType)reader.ReadByte();
        var kind = reader.ReadByte();
        var length = reader.ReadUInt32();
        reader.Skip(sizeof(uint));
        var inputLength = reader.ReadUInt32();
        var parts = (SecurityParts)reader.ReadUInt32();
        reader.Skip(sizeof(uint));
        request = new QueryInfoRequest(type, kind, length, inputLength, parts, new SmbFileId(reader.ReadUInt64(), reader.ReadUInt64()));
        return !reader.HasFailed;
    }
}

/// <summary>Tells what an open or its share is like (MS-SMB2 3.3.5.20).</summary>
internal sealed class QueryInfoCommand : SmbCommand
{
    private const int HeadBytes = 8;

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
        var written = open switch
        {
            SmbPipeOpen => WritePipe(call.Reply, request),
            SmbFileOpen file => request.Type switch
            {
                InfoType.File => await WriteFileAsync(call.Reply, file, (FileClass)request.Class, cancellationToken).ConfigureAwait(false),
                InfoType.FileSystem => await WriteShareAsync(call.Reply, file, (FileSystemClass)request.Class, cancellationToken).ConfigureAwait(false),
                InfoType.Security => await WriteSecurityAsync(call.Reply, file, request.Parts, cancellationToken).ConfigureAwait(false),
                InfoType.Quota => NtStatus.NotSupported,
                _ => NtStatus.InvalidParameter,
            },
            _ => throw new InvalidOperationException("There is no such kind of open."),
        };
        return Finish(call, start, written, request);
    }

    /// <summary>Cuts what is too long for the client: what varies may be cut, what is fixed and a security descriptor may not (MS-SMB2 3.3.5.20.1 to 3).</summary>
    private static NtStatus Finish(SmbCall call, int start, Written written, QueryInfoRequest request)
    {
        var reply = call.Reply;
        var length = reply.Length - start - HeadBytes;
        var status = written.Status;
        if (status == NtStatus.Success && (uint)length > request.LengthMax)
        {
            status = request.Type == InfoType.Security ? NtStatus.BufferTooSmall
                : request.LengthMax < (uint)written.FixedBytes ? NtStatus.InfoLengthMismatch
                : NtStatus.BufferOverflow;
        }

        if (status is not (NtStatus.Success or NtStatus.BufferOverflow))
        {
            reply.Truncate(start);
            if (status == NtStatus.BufferTooSmall)
            {
                call.WriteErrorData(data => data.WriteUInt32((uint)length));
            }

            return status;
        }

        length = Math.Min(length, (int)request.LengthMax);
        reply.Truncate(start + HeadBytes + length);
        reply.PatchUInt16(start, HeadBytes + 1);
        reply.PatchUInt16(start + 2, Smb2Header.BytesLength + HeadBytes);
        reply.PatchUInt32(start + 4, (uint)length);
        return status;
    }

    private static Written WritePipe(LittleEndianWriter reply, QueryInfoRequest request)
    {
        if (request is not { Type: InfoType.File, Class: (byte)FileClass.Standard })
        {
            return NtStatus.NotSupported;
        }

        const ulong PipeBytes = 4096;
        reply.WriteUInt64(PipeBytes);
        reply.WriteUInt64(0);
        reply.WriteUInt32(1);
        reply.WriteUInt32(1);
        return new Written(NtStatus.Success, FileEncoder.GetFixedLength(FileClass.Standard));
    }

    private static async ValueTask<Written> WriteFileAsync(LittleEndianWriter reply, SmbFileOpen open, FileClass kind, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case FileClass.Basic or FileClass.All or FileClass.NetworkOpen or FileClass.AttributeTag when !open.Allows(OpenAccess.ReadAttributes):
                return NtStatus.AccessDenied;
            case FileClass.FullEa:
                return open.Allows(OpenAccess.ReadExtended) ? NtStatus.NoEasOnFile : NtStatus.AccessDenied;
            case FileClass.AlternateName:
                return WriteShortName(reply, open.Path[(open.Path.LastIndexOf('\\') + 1)..]);
        }

        var read = await open.FileSystem.GetAttributesAsync(open.Context, open.Node, cancellationToken).ConfigureAwait(false);
        if (!read.IsSuccess)
        {
            return NtStatusMap.ToStatus(read.Error);
        }

        var view = new FileView(
            read.Value, SmbVolume.NumberOf(open.FileSystem), '\\' + open.Path, (SmbAccess)open.Handle.Access, open.Mode, open.Handle.Position, open.IsDeletePending);
        return FileEncoder.TryWrite(reply, kind, view) ? new Written(NtStatus.Success, FileEncoder.GetFixedLength(kind)) : NtStatus.InvalidInfoClass;
    }

    /// <summary>There are no short names. Each file goes by its own one here too, because some clients give up on a file that has none at all.</summary>
    private static Written WriteShortName(LittleEndianWriter reply, string name)
    {
        reply.WriteUInt32((uint)name.Length * sizeof(char));
        reply.WriteUtf16(name);
        return new Written(NtStatus.Success, sizeof(uint) * 2);
    }

    private static async ValueTask<Written> WriteShareAsync(LittleEndianWriter reply, SmbFileOpen open, FileSystemClass kind, CancellationToken cancellationToken)
    {
        var share = open.FileSystem;
        var root = await share.GetAttributesAsync(open.Context, NodeId.Root, cancellationToken).ConfigureAwait(false);
        if (!root.IsSuccess)
        {
            return NtStatusMap.ToStatus(root.Error);
        }

        var space = default(FileSystemStatistics);
        if (FileSystemEncoder.NeedsSpace(kind))
        {
            var read = await share.GetStatisticsAsync(open.Context, cancellationToken).ConfigureAwait(false);
            if (!read.IsSuccess)
            {
                return NtStatusMap.ToStatus(read.Error);
            }

            space = read.Value;
        }

        var volume = new VolumeView(share.ShareName.Value, share.ShareId.Value, root.Value.BirthTime, share.Limits.NameBytesMax);
        return FileSystemEncoder.TryWrite(reply, kind, volume, space) ? new Written(NtStatus.Success, FileSystemEncoder.GetFixedLength(kind)) : NtStatus.InvalidInfoClass;
    }

    private static async ValueTask<Written> WriteSecurityAsync(LittleEndianWriter reply, SmbFileOpen open, SecurityParts parts, CancellationToken cancellationToken)
    {
        const SecurityParts Readable = SecurityParts.Owner | SecurityParts.Group | SecurityParts.Dacl;
        if (((parts & Readable) != 0 && !open.Allows(OpenAccess.ReadControl)) || parts.HasFlag(SecurityParts.Sacl))
        {
            return NtStatus.AccessDenied;
        }

        var read = await open.FileSystem.GetAttributesAsync(open.Context, open.Node, cancellationToken).ConfigureAwait(false);
        if (!read.IsSuccess)
        {
            return NtStatusMap.ToStatus(read.Error);
        }

        SecurityDescriptor.Of(read.Value, parts).Write(reply);
        return new Written(NtStatus.Success, 0);
    }

    /// <summary>How writing went, and how much of what was written may not be cut.</summary>
    private readonly record struct Written(NtStatus Status, int FixedBytes)
    {
        public static implicit operator Written(NtStatus status) => new(status, 0);
    }
}
