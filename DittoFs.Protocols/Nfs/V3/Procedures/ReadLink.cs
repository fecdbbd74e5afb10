using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of READLINK: <c>symlink: nfs_fh3</c>.</summary>
internal readonly record struct ReadLinkArgs(NfsHandle Node) : IWireDecodable<ReadLinkArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out ReadLinkArgs value)
    {
        var read = NfsHandle.TryDecode(ref reader, out var node);
        value = new ReadLinkArgs(node);
        return read;
    }
}

/// <summary>Result of READLINK: <c>symlink_attributes: post_op_attr</c>, on success <c>data: nfspath3</c>.</summary>
internal readonly record struct ReadLinkResult(NfsV3Status Status, PostOpAttributes Node, ReadOnlyMemory<byte> Target) : IRpcResult
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
            writer.WriteOpaque(Target.Span);
        }
    }
}

/// <summary>READLINK: where a symbolic link points, as it was given (RFC 1813 §3.3.5).</summary>
internal sealed class ReadLinkProcedure(IShareCatalog shares) : RpcProcedure<ReadLinkArgs, ReadLinkResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<ReadLinkResult> ExecuteAsync(RpcCall call, ReadLinkArgs args, CancellationToken cancellationToken)
    {
        var error = NodeTarget.Resolve(shares, args.Node, out var target);
        if (error == FsError.None)
        {
            var link = await target.FileSystem!.ReadLinkAsync(call.Context, target.Node, cancellationToken).ConfigureAwait(false);
            if (link.IsSuccess)
            {
                var attributes = new PostOpAttributes(target.FileSystem.ShareId, link.Value.Attributes);
                return new ReadLinkResult(NfsV3Status.Ok, attributes, link.Value.Target);
            }

            error = link.Error;
        }

        var after = await target.FetchAttributesAsync(call.Context, cancellationToken).ConfigureAwait(false);
        return new ReadLinkResult(NfsV3StatusMap.From(error), after, default);
    }
}
