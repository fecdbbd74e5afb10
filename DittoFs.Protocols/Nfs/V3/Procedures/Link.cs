using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of LINK: <c>file: nfs_fh3, link: diropargs3</c>.</summary>
internal readonly record struct LinkArgs(NfsHandle Node, DirectoryName Where) : IWireDecodable<LinkArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out LinkArgs value)
    {
        DirectoryName where = default;
        var read = NfsHandle.TryDecode(ref reader, out var node) && DirectoryName.TryDecode(ref reader, out where);
        value = new LinkArgs(node, where);
        return read;
    }
}

/// <summary>Result of LINK: <c>file_attributes: post_op_attr, linkdir_wcc: wcc_data</c>.</summary>
internal readonly record struct LinkResult(NfsV3Status Status, PostOpAttributes Node, WccData Directory) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => (uint)Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteUInt32((uint)Status);
        Node.Encode(writer);
        Directory.Encode(writer);
    }
}

/// <summary>LINK: another name for a node (RFC 1813 §3.3.15).</summary>
internal sealed class LinkProcedure(IShareCatalog shares) : RpcProcedure<LinkArgs, LinkResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<LinkResult> ExecuteAsync(RpcCall call, LinkArgs args, CancellationToken cancellationToken)
    {
        var error = Resolve(args, out var node, out var where);
        if (error == FsError.None)
        {
            var linked = await where.FileSystem
                .LinkAsync(call.Context, node.Node, where.Directory.Node, where.Name, cancellationToken).ConfigureAwait(false);
            if (linked.IsSuccess)
            {
                var share = where.FileSystem.ShareId;
                return new LinkResult(NfsV3Status.Ok, new PostOpAttributes(share, linked.Value.Node), WccData.Of(share, linked.Value.Directory));
            }

            error = linked.Error;
        }

        var nodeAfter = await node.FetchAttributesAsync(call.Context, cancellationToken).ConfigureAwait(false);
        var directoryAfter = await where.Directory.FetchWccAsync(call.Context, cancellationToken).ConfigureAwait(false);
        return new LinkResult(NfsV3StatusMap.From(error), nodeAfter, directoryAfter);
    }

    private FsError Resolve(in LinkArgs args, out NodeTarget node, out NameTarget where)
    {
        var nodeError = NodeTarget.Resolve(shares, args.Node, out node);
        var whereError = NameTarget.Resolve(shares, args.Where, out where);
        if (nodeError != FsError.None || whereError != FsError.None)
        {
            return nodeError != FsError.None ? nodeError : whereError;
        }

        return node.FileSystem!.ShareId == where.FileSystem.ShareId ? FsError.None : FsError.CrossShare;
    }
}
