using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of ACCESS: <c>object: nfs_fh3, access(4)</c>.</summary>
internal readonly record struct AccessArgs(NfsHandle Node, AccessMask Requested) : IWireDecodable<AccessArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out AccessArgs value)
    {
        uint requested = 0;
        var read = NfsHandle.TryDecode(ref reader, out var node) && reader.TryReadUInt32(out requested);
        value = new AccessArgs(node, (AccessMask)requested & AccessMask.All);
        return read;
    }
}

/// <summary>Result of ACCESS: <c>obj_attributes: post_op_attr</c>, on success <c>access(4)</c>.</summary>
internal readonly record struct AccessResult(NfsV3Status Status, PostOpAttributes Node, AccessMask Granted) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => (uint)Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteUInt32((uint)Status);
        Node.Encode(writer);
        if (Status == NfsV3Status.Ok)
        {
            writer.WriteUInt32((uint)Granted);
        }
    }
}

/// <summary>ACCESS: what the caller may do with a node (RFC 1813 §3.3.4).</summary>
internal sealed class AccessProcedure(IShareCatalog shares) : RpcProcedure<AccessArgs, AccessResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<AccessResult> ExecuteAsync(RpcCall call, AccessArgs args, CancellationToken cancellationToken)
    {
        var error = NodeTarget.Resolve(shares, args.Node, out var target);
        if (error == FsError.None)
        {
            var check = await target.FileSystem!
                .CheckAccessAsync(call.Context, target.Node, args.Requested, cancellationToken).ConfigureAwait(false);
            if (check.IsSuccess)
            {
                var attributes = new PostOpAttributes(target.FileSystem.ShareId, check.Value.Attributes);
                return new AccessResult(NfsV3Status.Ok, attributes, check.Value.Granted);
            }

            error = check.Error;
        }

        var after = await target.FetchAttributesAsync(call.Context, cancellationToken).ConfigureAwait(false);
        return new AccessResult(NfsV3StatusMap.From(error), after, AccessMask.None);
    }
}
