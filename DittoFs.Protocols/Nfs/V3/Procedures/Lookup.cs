using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of LOOKUP: <c>what: diropargs3</c>.</summary>
internal readonly record struct LookupArgs(DirectoryName What) : IWireDecodable<LookupArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out LookupArgs value)
    {
        var read = DirectoryName.TryDecode(ref reader, out var what);
        value = new LookupArgs(what);
        return read;
    }
}

/// <summary>Result of LOOKUP: on success <c>object: nfs_fh3, obj_attributes: post_op_attr</c>, always <c>dir_attributes: post_op_attr</c>.</summary>
internal readonly record struct LookupResult(NfsV3Status Status, IFileSystem? FileSystem, NodeAttributes Node, PostOpAttributes Directory) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => (uint)Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteUInt32((uint)Status);
        if (FileSystem is not null)
        {
            new NfsNode(FileSystem, Node.Node).Encode(writer);
            new PostOpAttributes(FileSystem.ShareId, Node).Encode(writer);
        }

        Directory.Encode(writer);
    }
}

/// <summary>LOOKUP: the node behind a name (RFC 1813 §3.3.3).</summary>
internal sealed class LookupProcedure(IShareCatalog shares) : RpcProcedure<LookupArgs, LookupResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<LookupResult> ExecuteAsync(RpcCall call, LookupArgs args, CancellationToken cancellationToken)
    {
        var error = NameTarget.Resolve(shares, args.What, out var target);
        if (error == FsError.None)
        {
            var found = await target.FileSystem
                .LookupAsync(call.Context, target.Directory.Node, target.Name, cancellationToken).ConfigureAwait(false);
            if (found.IsSuccess)
            {
                var directory = new PostOpAttributes(target.FileSystem.ShareId, found.Value.Directory);
                return new LookupResult(NfsV3Status.Ok, target.FileSystem, found.Value.Node, directory);
            }

            error = found.Error;
        }

        var attributes = await target.Directory.FetchAttributesAsync(call.Context, cancellationToken).ConfigureAwait(false);
        return new LookupResult(NfsV3StatusMap.From(error), null, default, attributes);
    }
}
