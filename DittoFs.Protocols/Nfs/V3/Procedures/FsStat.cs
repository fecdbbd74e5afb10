using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of FSSTAT: <c>fsroot: nfs_fh3</c>.</summary>
internal readonly record struct FsStatArgs(NfsHandle Root) : IWireDecodable<FsStatArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out FsStatArgs value)
    {
        var read = NfsHandle.TryDecode(ref reader, out var root);
        value = new FsStatArgs(root);
        return read;
    }
}

/// <summary>
/// Result of FSSTAT: <c>obj_attributes: post_op_attr</c>, on success <c>tbytes(8) fbytes(8) abytes(8) tfiles(8) ffiles(8) afiles(8) invarsec(4)</c>.
/// </summary>
internal readonly record struct FsStatResult(NfsV3Status Status, PostOpAttributes Root, FileSystemStatistics Statistics) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => (uint)Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteUInt32((uint)Status);
        Root.Encode(writer);
        if (Status != NfsV3Status.Ok)
        {
            return;
        }

        writer.WriteUInt64(Statistics.BytesTotal);
        writer.WriteUInt64(Statistics.BytesFree);
        writer.WriteUInt64(Statistics.BytesFree);
        writer.WriteUInt64(Statistics.NodesTotal);
        writer.WriteUInt64(Statistics.NodesFree);
        writer.WriteUInt64(Statistics.NodesFree);
        writer.WriteUInt32(0);
    }
}

/// <summary>FSSTAT: how full the share is, as it may change at any moment (RFC 1813 §3.3.18).</summary>
internal sealed class FsStatProcedure(IShareCatalog shares) : RpcProcedure<FsStatArgs, FsStatResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<FsStatResult> ExecuteAsync(RpcCall call, FsStatArgs args, CancellationToken cancellationToken)
    {
        var error = NodeTarget.Resolve(shares, args.Root, out var target);
        if (error == FsError.None)
        {
            var statistics = await target.FileSystem!.GetStatisticsAsync(call.Context, cancellationToken).ConfigureAwait(false);
            if (statistics.IsSuccess)
            {
                var root = new PostOpAttributes(target.FileSystem.ShareId, statistics.Value.Root);
                return new FsStatResult(NfsV3Status.Ok, root, statistics.Value);
            }

            error = statistics.Error;
        }

        var after = await target.FetchAttributesAsync(call.Context, cancellationToken).ConfigureAwait(false);
        return new FsStatResult(NfsV3StatusMap.From(error), after, default);
    }
}
