using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of PATHCONF: <c>object: nfs_fh3</c>.</summary>
internal readonly record struct PathConfArgs(NfsHandle Node) : IWireDecodable<PathConfArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out PathConfArgs value)
    {
        var read = NfsHandle.TryDecode(ref reader, out var node);
        value = new PathConfArgs(node);
        return read;
    }
}

/// <summary>
/// Result of PATHCONF: <c>obj_attributes: post_op_attr</c>, on success
/// <c>linkmax(4) name_max(4) no_trunc(4) chown_restricted(4) case_insensitive(4) case_preserving(4)</c>.
/// </summary>
internal readonly record struct PathConfResult(NfsV3Status Status, PostOpAttributes Node, FileSystemLimits? Limits) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => (uint)Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteUInt32((uint)Status);
        Node.Encode(writer);
        if (Limits is null)
        {
            return;
        }

        writer.WriteUInt32(Limits.LinkCountMax);
        writer.WriteUInt32((uint)Limits.NameBytesMax);
        writer.WriteBool(true);
        writer.WriteBool(true);
        writer.WriteBool(false);
        writer.WriteBool(true);
    }
}

/// <summary>PATHCONF: what names may be like (RFC 1813 §3.3.20).</summary>
internal sealed class PathConfProcedure(IShareCatalog shares) : RpcProcedure<PathConfArgs, PathConfResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<PathConfResult> ExecuteAsync(RpcCall call, PathConfArgs args, CancellationToken cancellationToken)
    {
        var error = NodeTarget.Resolve(shares, args.Node, out var target);
        if (error != FsError.None)
        {
            return new PathConfResult(NfsV3StatusMap.From(error), default, null);
        }

        var read = await target.FileSystem!.GetAttributesAsync(call.Context, target.Node, cancellationToken).ConfigureAwait(false);
        return read.IsSuccess
            ? new PathConfResult(NfsV3Status.Ok, new PostOpAttributes(target.FileSystem.ShareId, read.Value), target.FileSystem.Limits)
            : new PathConfResult(NfsV3StatusMap.From(read.Error), default, null);
    }
}
