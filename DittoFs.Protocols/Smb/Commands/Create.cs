using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>What was opened (MS-SMB2 2.2.14).</summary>
internal sealed record CreateResponse(SmbFileId File, OpenAction Action, NodeAttributes Node) : ISmbResponse
{
    /// <inheritdoc/>
    public void Encode(LittleEndianWriter writer)
    {
        writer.WriteUInt16(89);
        writer.WriteUInt16(0);
        writer.WriteUInt32((uint)Action);
        SmbAttributes.WriteNetworkOpen(writer, Node);
        writer.WriteUInt32(0);
        writer.WriteUInt64(File.Persistent);
        writer.WriteUInt64(File.Volatile);
        writer.WriteUInt64(0);
    }
}

/// <summary>
/// Opens a file or directory, making it where that is asked for (MS-SMB2 3.3.5.9). Whether it may be opened is decided by the storage in the same step that opens,
/// makes or cuts it, so that a refused request has changed nothing.
/// </summary>
internal sealed class CreateCommand : SmbCommand<CreateRequest, CreateResponse>
{
    private const uint NewFileMode = 0x1A4;
    private const uint NewDirectoryMode = 0x1ED;

    /// <inheritdoc/>
    protected override async ValueTask<SmbResult<CreateResponse>> HandleAsync(SmbCall call, CreateRequest request, CancellationToken cancellationToken)
    {
        if (call.RequiredTree is not { FileSystem: { } share } tree)
        {
            return NtStatus.NotSupported;
        }

        if (!request.IsConsistent)
        {
            return NtStatus.InvalidParameter;
        }

        if (ToStorage(request) is not { } wanted)
        {
            return NtStatus.AccessDenied;
        }

        var place = await SmbPath.WalkAsync(share, tree.Context, request.Path, cancellationToken).ConfigureAwait(false);
        if (place.Status != NtStatus.Success)
        {
            return place.Status;
        }

        var opened = place.Name is { } name
            ? await share.OpenAsync(tree.Context, place.Parent, name, wanted, cancellationToken).ConfigureAwait(false)
            : await share.OpenNodeAsync(tree.Context, place.Parent, wanted, cancellationToken).ConfigureAwait(false);
        return opened.IsSuccess
            ? await KeepAsync(call, share, request.Path, opened.Value).ConfigureAwait(false)
            : NtStatusMap.ToStatus(opened.Error);
    }

    /// <summary>What the storage is asked for; null if a right is asked for that is never granted.</summary>
    private static OpenRequest? ToStorage(CreateRequest request) => !SmbRights.TryExpand(request.Access, out var rights) ? null : new OpenRequest
    {
        Access = rights,
        WantsMaximum = request.Access.HasFlag(SmbAccess.MaximumAllowed),
        Sharing = request.Sharing,
        Disposition = request.Disposition,
        Kind = request.Kind,
        DeletesAtClose = request.Has(CreateRequest.DeleteOnClose),
        Changes = new AttributeChanges { Mode = request.Kind == OpenKind.Directory ? NewDirectoryMode : NewFileMode },
    };

    /// <summary>Notes the open in its session, or closes it again if session or tree have ended meanwhile: nobody else would.</summary>
    private static async ValueTask<SmbResult<CreateResponse>> KeepAsync(SmbCall call, IFileSystem share, string path, OpenOutcome outcome)
    {
        var number = call.Connection.Server.NextOpen();
        var open = new SmbOpen(new SmbFileId(number, number), call.RequiredTree, share, outcome.Open) { Path = path };
        if (!call.RequiredSession.TryAdd(open))
        {
            await share.CloseAsync(open.Context, open.Handle, CancellationToken.None).ConfigureAwait(false);
            return NtStatus.UserSessionDeleted;
        }

        call.RelatedFile = open.Id;
        return new CreateResponse(open.Id, outcome.Action, outcome.Node);
    }
}
