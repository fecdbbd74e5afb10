using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of SYMLINK: <c>where: diropargs3, symlink_attributes: sattr3, symlink_data: nfspath3</c>.</summary>
internal readonly record struct SymLinkArgs(DirectoryName Where, Sattr3 Attributes, ReadOnlyMemory<byte> Target) : IWireDecodable<SymLinkArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out SymLinkArgs value)
    {
        Sattr3 attributes = default;
        ReadOnlyMemory<byte> target = default;
        var read = DirectoryName.TryDecode(ref reader, out var where)
            && Sattr3.TryDecode(ref reader, out attributes)
            && reader.TryReadOpaque(NfsV3Limits.NameBytesMax, out target);
        value = new SymLinkArgs(where, attributes, target);
        return read;
    }
}

/// <summary>Result of SYMLINK.</summary>
internal readonly record struct SymLinkResult(NewNode Link) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => (uint)Link.Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer) => Link.Encode(writer);
}

/// <summary>SYMLINK: a symbolic link, whose target nobody interprets here (RFC 1813 §3.3.10).</summary>
internal sealed class SymLinkProcedure(IShareCatalog shares) : RpcProcedure<SymLinkArgs, SymLinkResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<SymLinkResult> ExecuteAsync(RpcCall call, SymLinkArgs args, CancellationToken cancellationToken)
    {
        var error = NameTarget.Resolve(shares, args.Where, out var target);
        if (error == FsError.None && !args.Attributes.IsValid)
        {
            error = FsError.InvalidArgument;
        }

        if (error == FsError.None)
        {
            var made = await target.FileSystem.MakeSymbolicLinkAsync(
                call.Context, target.Directory.Node, target.Name, args.Target, args.Attributes.Changes, cancellationToken).ConfigureAwait(false);
            if (made.IsSuccess)
            {
                return new SymLinkResult(NewNode.Made(target.FileSystem, made.Value));
            }

            error = made.Error;
        }

        var directory = await target.Directory.FetchWccAsync(call.Context, cancellationToken).ConfigureAwait(false);
        return new SymLinkResult(NewNode.Failed(NfsV3StatusMap.From(error), directory));
    }
}
