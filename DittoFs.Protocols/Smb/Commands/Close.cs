using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>A request whose only argument here is an open: CLOSE (MS-SMB2 2.2.15) and FLUSH (2.2.17) have it at the same place.</summary>
internal readonly record struct HandleRequest(ushort Flags, SmbFileId File) : ISmbRequest<HandleRequest>
{
    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlyMemory<byte> message, out HandleRequest request)
    {
        var reader = new LittleEndianReader(message.Span);
        reader.Skip(Smb2Header.BytesLength + 2);
        var flags = reader.ReadUInt16();
        reader.Skip(4);
        request = new HandleRequest(flags, new SmbFileId(reader.ReadUInt64(), reader.ReadUInt64()));
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
internal sealed class CloseCommand : SmbCommand<HandleRequest, CloseResponse>
{
    private const ushort WantsAttributes = 1;

    /// <summary>Closes <paramref name="open"/>, whatever becomes of the client meanwhile; only once.</summary>
    public static ValueTask<NtStatus> CloseAsync(SmbSession session, SmbOpen open) =>
        session.RemoveOpen(open.Id) is null ? new(NtStatus.FileClosed) : open.CloseAsync();

    /// <summary>Closes all of <paramref name="opens"/>. Each is closed for others before any waits for the disk, so that one sync serves them all.</summary>
    public static Task CloseAllAsync(SmbSession session, IEnumerable<SmbOpen> opens) => Task.WhenAll(opens.Select(open => CloseAsync(session, open).AsTask()));

    /// <inheritdoc/>
    protected override async ValueTask<SmbResult<CloseResponse>> HandleAsync(SmbCall call, HandleRequest request, CancellationToken cancellationToken)
    {
        if (call.FindOpen(request.File) is not { } open)
        {
            return NtStatus.FileClosed;
        }

        NodeAttributes? last = null;
        if ((request.Flags & WantsAttributes) != 0 && open is SmbFileOpen file)
        {
            var read = await file.FileSystem.GetAttributesAsync(file.Context, file.Node, cancellationToken).ConfigureAwait(false);
            last = read.IsSuccess ? read.Value : null;
        }

        var status = await CloseAsync(call.RequiredSession, open).ConfigureAwait(false);
        return status == NtStatus.Success ? new CloseResponse(last) : status;
    }
}
