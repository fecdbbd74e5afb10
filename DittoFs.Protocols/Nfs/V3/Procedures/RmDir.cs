using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of RMDIR: <c>object: diropargs3</c>.</summary>
internal readonly record struct RmDirArgs(DirectoryName Where) : IWireDecodable<RmDirArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out RmDirArgs value)
    {
        var read = DirectoryName.TryDecode(ref reader, out var where);
        value = new RmDirArgs(where);
        return read;
    }
}

/// <summary>Result of RMDIR: <c>dir_wcc: wcc_data</c>.</summary>
internal readonly record struct RmDirResult(NfsV3Status Status, WccData Directory) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => (uint)Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteUInt32((uint)Status);
        Directory.Encode(writer);
    }
}

/// <summary>RMDIR: takes an empty directory away (RFC 1813 §3.3.13).</summary>
internal sealed class RmDirProcedure(IShareCatalog shares) : RpcProcedure<RmDirArgs, RmDirResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<RmDirResult> ExecuteAsync(RpcCall call, RmDirArgs args, CancellationToken cancellationToken)
    {
        var error = NameTarget.Resolve(shares, args.Where, out var target);
        if (error == FsError.None)
        {
            var removed = await target.FileSystem
                .RemoveDirectoryAsync(call.Context, target.Directory.Node, target.Name, cancellationToken).ConfigureAwait(false);
            if (removed.IsSuccess)
            {
                return new RmDirResult(NfsV3Status.Ok, WccData.Of(target.FileSystem.ShareId, removed.Value));
            }

            error = removed.Error;
        }

        var directory = await target.Directory.FetchWccAsync(call.Context, cancellationToken).ConfigureAwait(false);
        return new RmDirResult(NfsV3StatusMap.From(error), directory);
    }
}
