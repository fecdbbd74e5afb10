using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Information;
using DittoFs.Protocols.Smb.SecurityDescriptors;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>SET_INFO (MS-SMB2 2.2.39). The data is a part of the message.</summary>
internal readonly record struct SetInfoRequest(InfoType Type, byte Class, SecurityParts Parts, SmbFileId File, ReadOnlyMemory<byte> Data) : ISmbRequest<SetInfoRequest>
{
    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlyMemory<byte> message, out SetInfoRequest request)
    {
        var reader = new LittleEndianReader(message.Span);
        reader.Skip(Smb2Header.BytesLength + 2);
        var type = (InfoType)reader.ReadByte();
        var kind = reader.ReadByte();
        var length = reader.ReadUInt32();
        var offset = reader.ReadUInt16();
        reader.Skip(2);
        var parts = (SecurityParts)reader.ReadUInt32();
        var file = new SmbFileId(reader.ReadUInt64(), reader.ReadUInt64());
        var isWhole = !reader.HasFailed && offset <= message.Length && length <= (uint)(message.Length - offset);
        request = new SetInfoRequest(type, kind, parts, file, isWhole ? message.Slice(offset, (int)length) : default);
        return isWhole;
    }
}

/// <summary>The response of SET_INFO: nothing but its size (MS-SMB2 2.2.40).</summary>
internal sealed class SetInfoResponse : ISmbResponse
{
    /// <summary>The response.</summary>
    public static SetInfoResponse Instance { get; } = new();

    /// <inheritdoc/>
    public void Encode(LittleEndianWriter writer) => writer.WriteUInt16(2);
}

/// <summary>Changes what an open file is like (MS-SMB2 3.3.5.21).</summary>
internal sealed class SetInfoCommand : SmbCommand<SetInfoRequest, SetInfoResponse>
{
    /// <inheritdoc/>
    protected override async ValueTask<SmbResult<SetInfoResponse>> HandleAsync(SmbCall call, SetInfoRequest request, CancellationToken cancellationToken)
    {
        if (!call.Covers((uint)request.Data.Length))
        {
            return NtStatus.InvalidParameter;
        }

        if (call.FindOpen(request.File) is not { } open)
        {
            return NtStatus.FileClosed;
        }

        if (open is not SmbFileOpen file)
        {
            return NtStatus.NotSupported;
        }

        var status = request.Type switch
        {
            InfoType.File => await SetFileAsync(file, (FileClass)request.Class, request.Data, cancellationToken).ConfigureAwait(false),
            InfoType.Security => await SetSecurityAsync(file, request.Parts, request.Data, cancellationToken).ConfigureAwait(false),
            InfoType.FileSystem or InfoType.Quota => NtStatus.NotSupported,
            _ => NtStatus.InvalidParameter,
        };
        return status == NtStatus.Success ? SetInfoResponse.Instance : status;
    }

    private static ValueTask<NtStatus> SetFileAsync(SmbFileOpen file, FileClass kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case FileClass.Basic:
                return SetBasicAsync(file, data, cancellationToken);
            case FileClass.EndOfFile or FileClass.Allocation:
                return SetLengthAsync(file, kind, data, cancellationToken);
            case FileClass.Disposition or FileClass.DispositionEx:
                return SetDispositionAsync(file, kind, data, cancellationToken);
            case FileClass.Rename or FileClass.RenameEx:
                return RenameAsync(file, data, cancellationToken);
            case FileClass.Link:
                return LinkAsync(file, data, cancellationToken);
            case FileClass.Position:
                return new(SetPosition(file, data.Span));
            case FileClass.Mode:
                return new(SetMode(file, data.Span));
            case FileClass.FullEa:
                return new(NtStatus.EasNotSupported);
            case FileClass.ValidDataLength:
                return new(NtStatus.PrivilegeNotHeld);
            default:
                return new(NtStatus.InvalidInfoClass);
        }
    }

    private static async ValueTask<NtStatus> SetBasicAsync(SmbFileOpen file, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        const uint DirectoryBit = 0x10;
        const uint TemporaryBit = 0x100;
        if (!SetInformation.TryReadBasic(data.Span, out var changes))
        {
            return NtStatus.InfoLengthMismatch;
        }

        var bits = changes.DosAttributes ?? 0;
        if (file.IsDirectory ? (bits & TemporaryBit) != 0 : (bits & DirectoryBit) != 0)
        {
            return NtStatus.InvalidParameter;
        }

        if (!file.Allows(OpenAccess.WriteAttributes))
        {
            return NtStatus.AccessDenied;
        }

        // What leaves everything as it is is no change, which would move the change time.
        return changes == default ? NtStatus.Success : await ChangeAsync(file, changes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The end of the file moves; an allocation that is less than the file cuts it, more of it means nothing here (MS-FSA 2.1.5.14.1, .4).</summary>
    private static async ValueTask<NtStatus> SetLengthAsync(SmbFileOpen file, FileClass kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (!SetInformation.TryReadLength(data.Span, out var length))
        {
            return data.Length < sizeof(ulong) ? NtStatus.InfoLengthMismatch : NtStatus.InvalidParameter;
        }

        if (file.IsDirectory)
        {
            return NtStatus.InvalidParameter;
        }

        if (!file.Allows(OpenAccess.WriteData))
        {
            return NtStatus.AccessDenied;
        }

        if (kind == FileClass.Allocation)
        {
            var present = await file.FileSystem.GetAttributesAsync(file.Context, file.Node, cancellationToken).ConfigureAwait(false);
            if (!present.IsSuccess || length >= present.Value.Size)
            {
                return NtStatusMap.ToStatus(present.Error);
            }
        }

        return await ChangeAsync(file, new AttributeChanges { Size = length }, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<NtStatus> SetDispositionAsync(SmbFileOpen file, FileClass kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (!SetInformation.TryReadDisposition(data.Span, kind, out var deletes))
        {
            return NtStatus.InfoLengthMismatch;
        }

        var set = await file.FileSystem.SetDeletePendingAsync(file.Context, file.Handle, deletes, cancellationToken).ConfigureAwait(false);

        // MS-FSA 2.1.5.14.3: what is read-only can't be deleted, which is told apart from a lacking right.
        var isReadOnly = set.Error == FsError.AccessDenied && deletes && file.Allows(OpenAccess.Delete) && file.Handle.Name is not null;
        return isReadOnly ? NtStatus.CannotDelete : NtStatusMap.ToStatus(set.Error);
    }

    private static async ValueTask<NtStatus> RenameAsync(SmbFileOpen file, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (!SetInformation.TryReadPath(data.Span, out var to))
        {
            return NtStatus.InvalidParameter;
        }

        if (!file.Allows(OpenAccess.Delete))
        {
            return NtStatus.AccessDenied;
        }

        var place = await SmbPath.WalkAsync(file.FileSystem, file.Context, to.Path, cancellationToken).ConfigureAwait(false);
        if (place.Status != NtStatus.Success || place.Name is not { } name)
        {
            return place.Status == NtStatus.Success ? NtStatus.ObjectNameInvalid : place.Status;
        }

        var renamed = await file.FileSystem.RenameOpenAsync(file.Context, file.Handle, place.Parent, name, to.Replaces, cancellationToken).ConfigureAwait(false);
        if (renamed.IsSuccess)
        {
            file.Path = to.Path.TrimEnd('\\');
        }

        return renamed.Error == FsError.IsDirectory ? NtStatus.AccessDenied : NtStatusMap.ToStatus(renamed.Error);
    }

    /// <summary>Gives the file another name. One that exists, in whatever case, is never replaced.</summary>
    private static async ValueTask<NtStatus> LinkAsync(SmbFileOpen file, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (!SetInformation.TryReadPath(data.Span, out var to))
        {
            return NtStatus.InvalidParameter;
        }

        if (file.IsDirectory)
        {
            return NtStatus.FileIsADirectory;
        }

        var place = await SmbPath.WalkAsync(file.FileSystem, file.Context, to.Path, cancellationToken).ConfigureAwait(false);
        if (place.Status != NtStatus.Success || place.Name is not { } name)
        {
            return place.Status == NtStatus.Success ? NtStatus.ObjectNameInvalid : place.Status;
        }

        var present = await file.FileSystem.LookupAnyCaseAsync(file.Context, place.Parent, name, cancellationToken).ConfigureAwait(false);
        if (present.Error != FsError.NotFound)
        {
            return present.IsSuccess ? NtStatus.ObjectNameCollision : NtStatusMap.ToStatus(present.Error);
        }

        var linked = await file.FileSystem.LinkAsync(file.Context, file.Node, place.Parent, name, cancellationToken).ConfigureAwait(false);
        return NtStatusMap.ToStatus(linked.Error);
    }

    private static NtStatus SetPosition(SmbFileOpen file, ReadOnlySpan<byte> data)
    {
        if (!SetInformation.TryReadLength(data, out var position))
        {
            return data.Length < sizeof(ulong) ? NtStatus.InfoLengthMismatch : NtStatus.InvalidParameter;
        }

        file.Handle.Position = position;
        return NtStatus.Success;
    }

    private static NtStatus SetMode(SmbFileOpen file, ReadOnlySpan<byte> data)
    {
        if (!SetInformation.TryReadMode(data, out var mode))
        {
            return NtStatus.InfoLengthMismatch;
        }

        if ((mode & ~CreateRequest.ModeOptions) != 0)
        {
            return NtStatus.InvalidParameter;
        }

        file.Mode = mode;
        return NtStatus.Success;
    }

    /// <summary>Owner, group and access-control list, as far as numbers and the nine bits of a mode can say them; else nothing is changed.</summary>
    private static async ValueTask<NtStatus> SetSecurityAsync(SmbFileOpen file, SecurityParts parts, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (!SecurityDescriptor.TryRead(data.Span, out var descriptor))
        {
            return NtStatus.InvalidSecurityDescriptor;
        }

        if (parts.HasFlag(SecurityParts.Sacl))
        {
            return NtStatus.AccessDenied;
        }

        var present = await file.FileSystem.GetAttributesAsync(file.Context, file.Node, cancellationToken).ConfigureAwait(false);
        if (!present.IsSuccess)
        {
            return NtStatusMap.ToStatus(present.Error);
        }

        var changes = default(AttributeChanges);
        if (parts.HasFlag(SecurityParts.Owner) && descriptor.Owner is { } owner)
        {
            if (!UnixSids.TryGetUser(owner, out var uid))
            {
                return NtStatus.InvalidOwner;
            }

            changes = changes with { Uid = uid };
        }

        if (parts.HasFlag(SecurityParts.Group) && descriptor.Group is { } group)
        {
            if (!UnixSids.TryGetGroup(group, out var gid))
            {
                return NtStatus.InvalidOwner;
            }

            changes = changes with { Gid = gid };
        }

        if (parts.HasFlag(SecurityParts.Dacl) && descriptor.Dacl is { } entries)
        {
            var node = present.Value with { Uid = changes.Uid ?? present.Value.Uid, Gid = changes.Gid ?? present.Value.Gid };
            if (!ModeRights.TryGetMode(entries, node, out var mode))
            {
                return NtStatus.NotSupported;
            }

            changes = changes with { Mode = mode };
        }

        return await ChangeAsync(file, changes, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<NtStatus> ChangeAsync(SmbFileOpen file, AttributeChanges changes, CancellationToken cancellationToken)
    {
        var changed = await file.FileSystem.SetOpenAttributesAsync(file.Context, file.Handle, changes, cancellationToken).ConfigureAwait(false);
        return NtStatusMap.ToStatus(changed.Error);
    }
}
