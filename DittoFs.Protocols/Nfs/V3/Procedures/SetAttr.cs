using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of SETATTR: <c>object: nfs_fh3, new_attributes: sattr3, guard: change time?</c>.</summary>
internal readonly record struct SetAttrArgs(NfsHandle Node, Sattr3 Attributes, NfsTime? Guard) : IWireDecodable<SetAttrArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out SetAttrArgs value)
    {
        value = default;
        if (!NfsHandle.TryDecode(ref reader, out var node)
            || !Sattr3.TryDecode(ref reader, out var attributes)
            || !reader.TryReadBool(out var guarded))
        {
            return false;
        }

        NfsTime guard = default;
        var read = !guarded || NfsTime.TryDecode(ref reader, out guard);
        value = new SetAttrArgs(node, attributes, guarded ? guard : null);
        return read;
    }
}

/// <summary>Result of SETATTR: <c>obj_wcc: wcc_data</c>.</summary>
internal readonly record struct SetAttrResult(NfsV3Status Status, WccData Node) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => (uint)Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteUInt32((uint)Status);
        Node.Encode(writer);
    }
}

/// <summary>SETATTR: changes attributes; a size cuts or extends (RFC 1813 §3.3.2).</summary>
internal sealed class SetAttrProcedure(IShareCatalog shares) : RpcProcedure<SetAttrArgs, SetAttrResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<SetAttrResult> ExecuteAsync(RpcCall call, SetAttrArgs args, CancellationToken cancellationToken)
    {
        var error = NodeTarget.Resolve(shares, args.Node, out var target);
        if (error == FsError.None && !args.Attributes.IsValid)
        {
            error = FsError.InvalidArgument;
        }

        if (error == FsError.None)
        {
            var set = await target.FileSystem!
                .SetAttributesAsync(call.Context, target.Node, args.Attributes.Changes, args.Guard?.ToTimestamp(), cancellationToken)
                .ConfigureAwait(false);
            if (set.IsSuccess)
            {
                return new SetAttrResult(NfsV3Status.Ok, WccData.Of(target.FileSystem.ShareId, set.Value));
            }

            error = set.Error;
        }

        return new SetAttrResult(NfsV3StatusMap.From(error), await target.FetchWccAsync(call.Context, cancellationToken).ConfigureAwait(false));
    }
}
