using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>
/// Arguments of MKNOD: <c>where: diropargs3, type(4)</c>, for devices <c>sattr3 major(4) minor(4)</c>, for sockets and pipes <c>sattr3</c>.
/// </summary>
/// <param name="Where">The new name.</param>
/// <param name="Kind">The kind; null for a type that is not made this way.</param>
/// <param name="Attributes">Initial attributes.</param>
/// <param name="Device">The numbers of a device.</param>
internal readonly record struct MkNodArgs(DirectoryName Where, NodeKind? Kind, Sattr3 Attributes, DeviceNumber Device) : IWireDecodable<MkNodArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out MkNodArgs value)
    {
        value = default;
        if (!DirectoryName.TryDecode(ref reader, out var where) || !reader.TryReadUInt32(out var type))
        {
            return false;
        }

        NodeKind? kind = (NfsFileType)type switch
        {
            NfsFileType.BlockDevice => NodeKind.BlockDevice,
            NfsFileType.CharacterDevice => NodeKind.CharacterDevice,
            NfsFileType.Socket => NodeKind.Socket,
            NfsFileType.Fifo => NodeKind.Fifo,
            _ => null,
        };
        Sattr3 attributes = new(default, true);
        DeviceNumber device = default;
        var read = kind is null
            || (Sattr3.TryDecode(ref reader, out attributes)
                && (kind is NodeKind.Socket or NodeKind.Fifo || TryReadDevice(ref reader, out device)));
        value = new MkNodArgs(where, kind, attributes, device);
        return read;
    }

    private static bool TryReadDevice(ref XdrReader reader, out DeviceNumber device)
    {
        uint minor = 0;
        var read = reader.TryReadUInt32(out var major) && reader.TryReadUInt32(out minor);
        device = new DeviceNumber(major, minor);
        return read;
    }
}

/// <summary>Result of MKNOD.</summary>
internal readonly record struct MkNodResult(NewNode Node) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => (uint)Node.Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer) => Node.Encode(writer);
}

/// <summary>MKNOD: a device, socket or pipe (RFC 1813 §3.3.11).</summary>
internal sealed class MkNodProcedure(IShareCatalog shares) : RpcProcedure<MkNodArgs, MkNodResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<MkNodResult> ExecuteAsync(RpcCall call, MkNodArgs args, CancellationToken cancellationToken)
    {
        var error = NameTarget.Resolve(shares, args.Where, out var target);
        if (error == FsError.None)
        {
            error = args.Kind is null ? FsError.UnsupportedKind : args.Attributes.IsValid ? FsError.None : FsError.InvalidArgument;
        }

        if (error == FsError.None)
        {
            var made = await target.FileSystem.MakeSpecialAsync(
                call.Context, target.Directory.Node, target.Name, args.Kind!.Value, args.Device, args.Attributes.Changes, cancellationToken)
                .ConfigureAwait(false);
            if (made.IsSuccess)
            {
                return new MkNodResult(NewNode.Made(target.FileSystem, made.Value));
            }

            error = made.Error;
        }

        var directory = await target.Directory.FetchWccAsync(call.Context, cancellationToken).ConfigureAwait(false);
        return new MkNodResult(NewNode.Failed(NfsV3StatusMap.From(error), directory));
    }
}
