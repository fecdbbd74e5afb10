using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of GETATTR: <c>object: nfs_fh3</c>.</summary>
internal readonly record struct GetAttrArgs(NfsHandle Node) : IWireDecodable<GetAttrArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out GetAttrArgs value)
    {
        var read = NfsHandle.TryDecode(ref reader, out var node);
        value = new GetAttrArgs(node);
        return read;
    }
}

/// <summary>Result of GETATTR: on success <c>obj_attributes: fattr3</c>.</summary>
internal readonly record struct GetAttrResult(NfsV3Status Status, ShareId Share, NodeAttributes Attributes) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => (uint)Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteUInt32((uint)Status);
        if (Status == NfsV3Status.Ok)
        {
            Fattr3.Encode(writer, Share, Attributes);
        }
    }
}

/// <summary>GETATTR: a node's attributes (RFC 1813 §3.3.1).</summary>
internal sealed class GetAttrProcedure(IShareCatalog shares) : RpcProcedure<GetAttrArgs, GetAttrResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<GetAttrResult> ExecuteAsync(RpcCall call, GetAttrArgs args, CancellationToken cancellationToken)
    {
        var error = NodeTarget.Resolve(shares, args.Node, out var target);
        if (error != FsError.None)
        {
            return new GetAttrResult(NfsV3StatusMap.From(error), default, default);
        }

        var read = await target.FileSystem!.GetAttributesAsync(call.Context, target.Node, cancellationToken).ConfigureAwait(false);
        return new GetAttrResult(NfsV3StatusMap.From(read.Error), target.FileSystem.ShareId, read.Value);
    }
}
