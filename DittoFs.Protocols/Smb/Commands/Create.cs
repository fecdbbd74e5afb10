using System.Text;
using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>What to do with a name that exists or does not (MS-SMB2 2.2.13).</summary>
internal enum SmbDisposition : uint
{
    Supersede = 0,
    Open = 1,
    Create = 2,
    OpenIf = 3,
    Overwrite = 4,
    OverwriteIf = 5,
}

/// <summary>CREATE (MS-SMB2 2.2.13).</summary>
internal sealed record CreateRequest(SmbAccess Access, SmbDisposition Disposition, uint Options, string Path) : ISmbRequest<CreateRequest>
{
    private const uint Directory = 0x1;
    private const uint NonDirectory = 0x40;
    private const uint DeleteAtClose = 0x1000;

    /// <summary>Only a directory will do.</summary>
    public bool WantsDirectory => (Options & Directory) != 0;

    /// <summary>A directory will not do.</summary>
    public bool RefusesDirectory => (Options & NonDirectory) != 0;

    /// <summary>The name goes with this open.</summary>
    public bool DeleteOnClose => (Options & DeleteAtClose) != 0;

    /// <summary>A name that does not exist is made.</summary>
    public bool MayCreate => Disposition is not (SmbDisposition.Open or SmbDisposition.Overwrite);

    /// <summary>A file that exists is cut.</summary>
    public bool Cuts => Disposition is SmbDisposition.Supersede or SmbDisposition.Overwrite or SmbDisposition.OverwriteIf;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlyMemory<byte> message, out CreateRequest request)
    {
        var reader = new LittleEndianReader(message.Span);
        reader.Skip(Smb2Header.BytesLength + 24);
        var access = (SmbAccess)reader.ReadUInt32();
        reader.Skip(8);
        var disposition = (SmbDisposition)reader.ReadUInt32();
        var options = reader.ReadUInt32();
        var offset = reader.ReadUInt16();
        var length = reader.ReadUInt16();
        reader.Seek(length == 0 ? reader.Position : offset);
        request = new CreateRequest(access, disposition, options, Encoding.Unicode.GetString(reader.ReadBytes(length)));
        return !reader.HasFailed && disposition <= SmbDisposition.OverwriteIf;
    }
}

/// <summary>What was opened (MS-SMB2 2.2.14).</summary>
internal sealed record CreateResponse(SmbFileId File, uint Action, NodeAttributes Node) : ISmbResponse
{
    /// <inheritdoc/>
    public void Encode(LittleEndianWriter writer)
    {
        writer.WriteUInt16(89);
        writer.WriteUInt16(0);
        writer.WriteUInt32(Action);
        SmbAttributes.WriteNetworkOpen(writer, Node);
        writer.WriteUInt32(0);
        writer.WriteUInt64(File.Persistent);
        writer.WriteUInt64(File.Volatile);
        writer.WriteUInt64(0);
    }
}

/// <summary>Opens a file or directory, making it where that is asked for (MS-SMB2 3.3.5.9).</summary>
internal sealed class CreateCommand : SmbCommand<CreateRequest, CreateResponse>
{
    private const uint NewFileMode = 0x1A4;
    private const uint NewDirectoryMode = 0x1ED;
    private const uint Opened = 1;
    private const uint Created = 2;
    private const uint Overwritten = 3;

    /// <inheritdoc/>
    protected override async ValueTask<SmbResult<CreateResponse>> HandleAsync(SmbCall call, CreateRequest request, CancellationToken cancellationToken)
    {
        if (call.RequiredTree is not { FileSystem: { } share } tree)
        {
            return NtStatus.NotSupported;
        }

        var place = await SmbPath.WalkAsync(share, tree.Context, request.Path, cancellationToken).ConfigureAwait(false);
        if (place.Status != NtStatus.Success)
        {
            return place.Status;
        }

        var (status, node, action) = await TakeAsync(share, tree.Context, place, request, cancellationToken).ConfigureAwait(false);
        if (status != NtStatus.Success)
        {
            return status;
        }

        var granted = await SmbGrant.ComputeAsync(share, tree.Context, node, request.Access, cancellationToken).ConfigureAwait(false);
        if (granted is null && action != Created)
        {
            return NtStatus.AccessDenied;
        }

        var number = call.Connection.Server.NextOpen();
        var id = new SmbFileId(number, number);
        var open = new SmbOpen(id, tree, share, node, place.Parent, place.Name, granted ?? SmbGrant.Expand(request.Access))
        {
            Path = request.Path,
            DeleteOnClose = request.DeleteOnClose,
        };
        call.RequiredSession.Add(open);
        call.RelatedFile = id;
        return new CreateResponse(id, action, node);
    }

    private static async ValueTask<(NtStatus Status, NodeAttributes Node, uint Action)> TakeAsync(
        IFileSystem share, CallContext context, SmbPlace place, CreateRequest request, CancellationToken cancellationToken)
    {
        if (place.Node is not { } node)
        {
            return request.MayCreate ? await MakeAsync(share, context, place, request, cancellationToken).ConfigureAwait(false) : (NtStatus.ObjectNameNotFound, default, 0);
        }

        var isDirectory = node.Kind == NodeKind.Directory;
        if (request.Disposition == SmbDisposition.Create)
        {
            return (NtStatus.ObjectNameCollision, default, 0);
        }

        if (isDirectory ? request.RefusesDirectory : request.WantsDirectory)
        {
            return (isDirectory ? NtStatus.FileIsADirectory : NtStatus.NotADirectory, default, 0);
        }

        if (!request.Cuts)
        {
            return (NtStatus.Success, node, Opened);
        }

        if (isDirectory)
        {
            return (NtStatus.InvalidParameter, default, 0);
        }

        var cut = await share.SetAttributesAsync(context, node.Node, new AttributeChanges { Size = 0 }, null, cancellationToken).ConfigureAwait(false);
        return (NtStatusMap.ToStatus(cut.Error), cut.Value.After, request.Disposition == SmbDisposition.Supersede ? 0 : Overwritten);
    }

    private static async ValueTask<(NtStatus Status, NodeAttributes Node, uint Action)> MakeAsync(
        IFileSystem share, CallContext context, SmbPlace place, CreateRequest request, CancellationToken cancellationToken)
    {
        var made = request.WantsDirectory
            ? await share.MakeDirectoryAsync(context, place.Parent, place.Name, new AttributeChanges { Mode = NewDirectoryMode }, cancellationToken).ConfigureAwait(false)
            : await share.CreateFileAsync(
                context, place.Parent, place.Name, CreateDisposition.Guarded, new AttributeChanges { Mode = NewFileMode }, 0, cancellationToken).ConfigureAwait(false);
        return (NtStatusMap.ToStatus(made.Error), made.Value.Node, Created);
    }
}
