using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Information;
using DittoFs.Protocols.Authentication.Ntlm;
using DittoFs.Protocols.Smb.NamedPipes;
using DittoFs.Protocols.Smb.SecurityDescriptors;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>What was opened (MS-SMB2 2.2.14).</summary>
internal sealed record CreateResponse(SmbFileId File, OpenAction Action) : ISmbResponse
{
    private const int FixedBytes = 88;

    /// <summary>The node; null for a pipe.</summary>
    public NodeAttributes? Node { get; init; }

    /// <summary>The allocation to tell where the node's own is less.</summary>
    public ulong AllocationBytes { get; init; }

    /// <summary>All that could be granted, if that was asked for.</summary>
    public uint? MaximalAccess { get; init; }

    /// <summary>The volume's number, if the numbers were asked for.</summary>
    public ulong? Volume { get; init; }

    /// <inheritdoc/>
    public void Encode(LittleEndianWriter writer)
    {
        writer.WriteUInt16(FixedBytes + 1);
        writer.WriteUInt16(0);
        writer.WriteUInt32((uint)Action);
        if (Node is { } node)
        {
            SmbAttributes.WriteNetworkOpen(writer, node with { AllocatedBytes = Math.Max(node.AllocatedBytes, AllocationBytes) });
        }
        else
        {
            SmbAttributes.WritePipe(writer);
        }

        writer.WriteUInt32(0);
        writer.WriteUInt64(File.Persistent);
        writer.WriteUInt64(File.Volatile);
        writer.WriteUInt64(0);
        WriteContexts(writer);
    }

    private void WriteContexts(LittleEndianWriter writer)
    {
        var contexts = writer.Length;
        if (MaximalAccess is { } access)
        {
            CreateContexts.WriteMaximalAccess(writer, access);
        }

        if (Volume is { } volume)
        {
            if (writer.Length > contexts)
            {
                writer.PatchUInt32(contexts, (uint)(writer.Length - contexts));
            }

            CreateContexts.WriteDiskId(writer, Node!.Value.Node.Value, volume);
        }

        if (writer.Length > contexts)
        {
            writer.PatchUInt32(contexts - 8, Smb2Header.BytesLength + FixedBytes);
            writer.PatchUInt32(contexts - 4, (uint)(writer.Length - contexts));
        }
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
    private const ulong UnitBytes = 4096;

    /// <inheritdoc/>
    protected override async ValueTask<SmbResult<CreateResponse>> HandleAsync(SmbCall call, CreateRequest request, CancellationToken cancellationToken)
    {
        var status = request.Check();
        if (status != NtStatus.Success)
        {
            return status;
        }

        if (call.RequiredTree is not { FileSystem: { } share } tree)
        {
            return OpenPipe(call, request);
        }

        var place = await SmbPath.WalkAsync(share, tree.Context, request.Path, cancellationToken).ConfigureAwait(false);
        if (place.Status != NtStatus.Success)
        {
            return Stop(call, place);
        }

        var wanted = ToStorage(request, tree.Context);
        var opened = place.Name is { } name
            ? await share.OpenAsync(tree.Context, place.Parent, name, wanted, cancellationToken).ConfigureAwait(false)
            : await share.OpenNodeAsync(tree.Context, place.Parent, wanted, cancellationToken).ConfigureAwait(false);
        if (opened.Error == FsError.WrongKind && !request.Has(CreateRequest.OpenReparsePoint))
        {
            return await StopAtLinkAsync(call, share, tree.Context, place, cancellationToken).ConfigureAwait(false);
        }

        if (opened.Error == FsError.AccessDenied && request.Has(CreateRequest.DeleteOnClose))
        {
            return await ExplainDenialAsync(share, tree.Context, place, request, cancellationToken).ConfigureAwait(false);
        }

        return opened.IsSuccess
            ? await KeepAsync(call, share, request, opened.Value).ConfigureAwait(false)
            : NtStatusMap.ToStatus(opened.Error);
    }

    /// <summary>What is read-only can't be deleted, which is told apart from a lacking right (MS-FSA 2.1.5.1.2.1).</summary>
    private static async ValueTask<NtStatus> ExplainDenialAsync(
        IFileSystem share, CallContext context, SmbPlace place, CreateRequest request, CancellationToken cancellationToken)
    {
        if (place.Name is not { } name || !SmbRights.Expand(request.Access).HasFlag(OpenAccess.Delete))
        {
            return NtStatus.AccessDenied;
        }

        var found = await share.LookupAnyCaseAsync(context, place.Parent, name, cancellationToken).ConfigureAwait(false);
        var bits = found.IsSuccess ? found.Value.Node.DosAttributes : request.Attributes;
        return (bits & DosAttributeBits.ReadOnly) != 0 ? NtStatus.CannotDelete : NtStatus.AccessDenied;
    }

    private static OpenRequest ToStorage(CreateRequest request, CallContext context) => new()
    {
        Access = SmbRights.Expand(request.Access),
        WantsMaximum = request.Access.HasFlag(SmbAccess.MaximumAllowed),
        Sharing = request.Sharing,
        Disposition = request.Disposition,
        Kind = request.Kind,
        DeletesAtClose = request.Has(CreateRequest.DeleteOnClose),
        FollowsNoLink = request.Has(CreateRequest.OpenReparsePoint),
        Changes = new AttributeChanges
        {
            Mode = FindMode(request, context),
            DosAttributes = (request.Attributes & DosAttributeBits.Kept) | (request.Kind == OpenKind.Directory ? 0 : DosAttributeBits.Archive),
        },
    };

    /// <summary>The mode of what is made: what its security descriptor says where a mode can say that, else the usual one.</summary>
    private static uint FindMode(CreateRequest request, CallContext context)
    {
        var isDirectory = request.Kind == OpenKind.Directory;
        var usual = isDirectory ? NewDirectoryMode : NewFileMode;
        if (request.Contexts.SecurityDescriptor.IsEmpty
            || !SecurityDescriptor.TryRead(request.Contexts.SecurityDescriptor.Span, out var descriptor)
            || descriptor.Dacl is not { Count: > 0 } entries)
        {
            return usual;
        }

        return ModeRights.TryGetMode(entries, context.Caller.Uid, context.Caller.Gid, usual, out var mode) ? mode : usual;
    }

    private static async ValueTask<SmbResult<CreateResponse>> StopAtLinkAsync(
        SmbCall call, IFileSystem share, CallContext context, SmbPlace place, CancellationToken cancellationToken)
    {
        var found = place.Name is { } name
            ? await share.LookupAnyCaseAsync(context, place.Parent, name, cancellationToken).ConfigureAwait(false)
            : FsError.WrongKind;
        return found.IsSuccess && found.Value.Node.Kind == NodeKind.SymbolicLink
            ? Stop(call, await SmbPath.StopAsync(share, context, found.Value.Node.Node, 0, cancellationToken).ConfigureAwait(false))
            : NtStatusMap.ToStatus(FsError.WrongKind);
    }

    /// <summary>The status of a way that is closed; of one that stopped on a link, with what the client needs to go on.</summary>
    private static NtStatus Stop(SmbCall call, SmbPlace place)
    {
        if (place.Link is { } link)
        {
            call.WriteErrorContext(data => ReparsePoints.WriteStopped(data, link));
        }

        return place.Status;
    }

    /// <summary>Notes the open in its session, or closes it again if session or tree have ended meanwhile: nobody else would.</summary>
    private static async ValueTask<SmbResult<CreateResponse>> KeepAsync(SmbCall call, IFileSystem share, CreateRequest request, OpenOutcome outcome)
    {
        var open = new SmbFileOpen(call.Connection.Server.NextFileId(), call.RequiredTree, share, outcome.Open)
        {
            Path = request.Path.TrimEnd('\\'),
            Mode = request.Options & CreateRequest.ModeOptions,
            WritesThrough = request.Has(CreateRequest.WriteThrough),
        };
        if (!call.RequiredSession.TryAdd(open))
        {
            await open.CloseAsync().ConfigureAwait(false);
            return NtStatus.UserSessionDeleted;
        }

        call.RelatedFile = open.Id;
        var isNew = outcome.Action != OpenAction.Opened;
        return new CreateResponse(open.Id, outcome.Action)
        {
            Node = outcome.Node,
            AllocationBytes = isNew ? (Math.Min(request.Contexts.AllocationBytes, long.MaxValue - UnitBytes) + (UnitBytes - 1)) & ~(UnitBytes - 1) : 0,
            MaximalAccess = request.Contexts.WantsMaximalAccess ? (uint)outcome.Maximal : null,
            Volume = request.Contexts.WantsDiskId ? SmbVolume.NumberOf(share) : null,
        };
    }

    private static SmbResult<CreateResponse> OpenPipe(SmbCall call, CreateRequest request)
    {
        var server = call.Connection.Server;
        if (call.RequiredSession.Guest != NtlmGuest.None)
        {
            return NtStatus.AccessDenied;
        }

        if (SmbPipeServer.TryOpen(request.Path, server, call.RequiredTree.Context) is not { } pipe)
        {
            return NtStatus.ObjectNameNotFound;
        }

        var open = new SmbPipeOpen(server.NextFileId(), call.RequiredTree, pipe);
        if (!call.RequiredSession.TryAdd(open))
        {
            pipe.Dispose();
            return NtStatus.UserSessionDeleted;
        }

        call.RelatedFile = open.Id;
        return new CreateResponse(open.Id, OpenAction.Opened);
    }
}
