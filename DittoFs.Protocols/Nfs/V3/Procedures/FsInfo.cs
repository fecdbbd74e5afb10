using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of FSINFO: <c>fsroot: nfs_fh3</c>.</summary>
internal readonly record struct FsInfoArgs(NfsHandle Root) : IWireDecodable<FsInfoArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out FsInfoArgs value)
    {
        var read = NfsHandle.TryDecode(ref reader, out var root);
        value = new FsInfoArgs(root);
        return read;
    }
}

/// <summary>
/// Result of FSINFO: <c>obj_attributes: post_op_attr</c>, on success
/// <c>rtmax(4) rtpref(4) rtmult(4) wtmax(4) wtpref(4) wtmult(4) dtpref(4) maxfilesize(8) time_delta(8) properties(4)</c>.
/// </summary>
internal readonly record struct FsInfoResult(NfsV3Status Status, PostOpAttributes Root, FileSystemLimits? Limits) : IRpcResult
{
    private const uint TransferMultiple = 4096;

    /// <summary>FSF3_LINK, FSF3_SYMLINK, FSF3_HOMOGENEOUS and FSF3_CANSETTIME.</summary>
    private const uint Properties = 0x01 | 0x02 | 0x08 | 0x10;

    private static readonly NfsTime TimeDelta = new(0, 1);

    /// <inheritdoc/>
    public uint StatusCode => (uint)Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteUInt32((uint)Status);
        Root.Encode(writer);
        if (Limits is null)
        {
            return;
        }

        EncodeTransfer(writer, Limits);
        EncodeTransfer(writer, Limits);
        writer.WriteUInt32((uint)Limits.DirectoryBytesPreferred);
        writer.WriteUInt64(Limits.FileBytesMax);
        TimeDelta.Write(writer.Take(NfsTime.EncodedBytes));
        writer.WriteUInt32(Properties);
    }

    private static void EncodeTransfer(XdrWriter writer, FileSystemLimits limits)
    {
        writer.WriteUInt32((uint)limits.TransferBytesMax);
        writer.WriteUInt32((uint)limits.TransferBytesPreferred);
        writer.WriteUInt32(TransferMultiple);
    }
}

/// <summary>FSINFO: what the share can do, as it does not change (RFC 1813 §3.3.19).</summary>
internal sealed class FsInfoProcedure(IShareCatalog shares) : RpcProcedure<FsInfoArgs, FsInfoResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<FsInfoResult> ExecuteAsync(RpcCall call, FsInfoArgs args, CancellationToken cancellationToken)
    {
        var error = NodeTarget.Resolve(shares, args.Root, out var target);
        if (error != FsError.None)
        {
            return new FsInfoResult(NfsV3StatusMap.From(error), default, null);
        }

        var read = await target.FileSystem!.GetAttributesAsync(call.Context, target.Node, cancellationToken).ConfigureAwait(false);
        return read.IsSuccess
            ? new FsInfoResult(NfsV3Status.Ok, new PostOpAttributes(target.FileSystem.ShareId, read.Value), target.FileSystem.Limits)
            : new FsInfoResult(NfsV3StatusMap.From(read.Error), default, null);
    }
}
