using DittoFs.Protocols.Mount.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Mount.V3.Procedures;

/// <summary>Arguments of MNT: <c>dirpath</c>.</summary>
internal readonly record struct MntArgs(MountPath Path) : IWireDecodable<MntArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out MntArgs value)
    {
        var read = MountPath.TryDecode(ref reader, out var path);
        value = new MntArgs(path);
        return read;
    }
}

/// <summary>Result of MNT: <c>status(4)</c>, on success <c>fhandle3 auth_flavors&lt;&gt;</c>.</summary>
internal readonly record struct MntResult(MountV3Status Status, IFileSystem? FileSystem, NodeId Directory) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => (uint)Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteUInt32((uint)Status);
        if (FileSystem is null)
        {
            return;
        }

        Span<byte> handle = stackalloc byte[FileHandle.BytesLength];
        writer.WriteOpaque(handle[..FileSystem.WriteHandle(Directory, handle)]);
        writer.WriteUInt32(1);
        writer.WriteUInt32((uint)RpcAuthFlavor.Sys);
    }
}

/// <summary>MNT: the handle of a share's root, or of a directory below it (RFC 1813 §5.2.1).</summary>
internal sealed class MntProcedure(IShareCatalog shares, MountTable mounts) : RpcProcedure<MntArgs, MntResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<MntResult> ExecuteAsync(RpcCall call, MntArgs args, CancellationToken cancellationToken)
    {
        if (!args.Path.TrySplit(out var name, out var rest) || !shares.TryGet(name, out var fileSystem))
        {
            return new MntResult(MountV3Status.NoEntry, null, default);
        }

        var allowed = fileSystem.CheckMount(call.Context);
        if (!allowed.IsSuccess)
        {
            return new MntResult(MountV3StatusMap.From(allowed.Error), null, default);
        }

        var directory = await WalkAsync(call.Context, fileSystem, rest, cancellationToken).ConfigureAwait(false);
        if (!directory.IsSuccess)
        {
            return new MntResult(MountV3StatusMap.From(directory.Error), null, default);
        }

        mounts.Add(call.Peer.Address, args.Path.ToString());
        return new MntResult(MountV3Status.Ok, fileSystem, directory.Value);
    }

    private static async ValueTask<FsResult<NodeId>> WalkAsync(
        CallContext context, IFileSystem fileSystem, ReadOnlyMemory<byte> path, CancellationToken cancellationToken)
    {
        var directory = NodeId.Root;
        while (!path.IsEmpty)
        {
            var name = FileName.Create(MountPath.TakeName(ref path));
            if (!name.IsSuccess)
            {
                return name.Error;
            }

            var found = await fileSystem.LookupAsync(context, directory, name.Value, cancellationToken).ConfigureAwait(false);
            if (!found.IsSuccess)
            {
                return found.Error;
            }

            if (found.Value.Node.Kind != NodeKind.Directory)
            {
                return FsError.NotDirectory;
            }

            directory = found.Value.Node.Node;
        }

        return directory;
    }
}
