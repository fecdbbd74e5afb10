using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>A request whose only argument here is an open: CLOSE (MS-SMB2 2.2.15) and FLUSH (2.2.17) have it at the same place.</summary>
internal readonly record struct OpenRequest(ushort Flags, SmbFileId File) : ISmbRequest<OpenRequest>
{
    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlyMemory<byte> message, out OpenRequest request)
    {
        var reader = new LittleEndianReader(message.Span);
        reader.Skip(Smb2Header.BytesLength + 2);
        var flags = reader.ReadUInt16();
        reader.Skip(4);
        request = new OpenRequest(flags, new SmbFileId(reader.ReadUInt64(), reader.ReadUInt64()));
        return !reader.HasFailed;
    }
}

/// <summary>The attributes at the end, if they were asked for (MS-SMB2 2.2.16).</summary>
internal sealed record CloseResponse(NodeAttributes? Attributes) : ISmbResponse
{
    /// <inheritdoc/>
    public void Encode(LittleEndianWriter writer)
    {
        writer.WriteUInt16(60);
        writer.WriteUInt16((ushort)(Attributes is null ? 0 : 1));
        writer.WriteUInt32(0);
        if (Attributes is { } node)
        {
            SmbAttributes.WriteNetworkOpen(writer, node);
        }
        else
        {
            writer.WriteZeros(SmbAttributes.NetworkOpenBytes);
        }
    }
}

/// <summary>Closes an open (MS-SMB2 3.3.5.10).</summary>
internal sealed class CloseCommand : SmbCommand<OpenRequest, CloseResponse>
{
    private const ushort WantsAttributes = 1;

    /// <summary>Closes <paramref name="open"/>, and removes its name if it was to be deleted.</summary>
    public static async ValueTask<NtStatus> CloseAsync(SmbSession session, SmbOpen open, CancellationToken cancellationToken)
    {
        if (session.RemoveOpen(open.Id) is null)
        {
            return NtStatus.FileClosed;
        }

        if (!open.DeleteOnClose)
        {
            return NtStatus.Success;
        }

        var removed = open.Kind == NodeKind.Directory
            ? await open.FileSystem.RemoveDirectoryAsync(open.Context, open.Parent, open.Name, cancellationToken).ConfigureAwait(false)
            : await open.FileSystem.RemoveAsync(open.Context, open.Parent, open.Name, cancellationToken).ConfigureAwait(false);
        return NtStatusMap.ToStatus(removed.Error);
    }

    /// <inheritdoc/>
    protected override async ValueTask<SmbResult<CloseResponse>> HandleAsync(SmbCall call, OpenRequest request, CancellationToken cancellationToken)
    {
        if (call.FindOpen(request.File) is not { } open)
        {
            return NtStatus.FileClosed;
        }

        NodeAttributes? last = null;
        if ((request.Flags & WantsAttributes) != 0)
        {
            var read = await open.FileSystem.GetAttributesAsync(open.Context, open.Node, cancellationToken).ConfigureAwait(false);
            last = read.IsSuccess ? read.Value : null;
        }

        var status = await CloseAsync(call.RequiredSession, open, cancellationToken).ConfigureAwait(false);
        return status == NtStatus.Success ? new CloseResponse(last) : status;
    }
}
