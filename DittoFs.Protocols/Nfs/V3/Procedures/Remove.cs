using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of REMOVE: <c>object: diropargs3</c>.</summary>
internal readonly record struct RemoveArgs(DirectoryName Where) : IWireDecodable<RemoveArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out RemoveArgs value)
    {
        var read = DirectoryName.TryDecode(ref reader, out var where);
        value = new RemoveArgs(where);
        return read;
    }
}

/// <summary>Result of REMOVE: <c>dir_wcc: wcc_data</c>.</summary>
internal readonly record struct RemoveResult(NfsV3Status Status, WccData Directory) : IRpcResult
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

/// <summary>REMOVE: takes a name away that is no directory's (RFC 1813 §3.3.12).</summary>
internal sealed class RemoveProcedure(IShareCatalog shares) : RpcProcedure<RemoveArgs, RemoveResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<RemoveResult> ExecuteAsync(RpcCall call, RemoveArgs args, CancellationToken cancellationToken)
    {
        var error = NameTarget.Resolve(shares, args.Where, out var target);
        if (error == FsError.None)
        {
            var removed = await target.FileSystem
                .RemoveAsync(call.Context, target.Directory.Node, target.Name, cancellationToken).ConfigureAwait(false);
            if (removed.IsSuccess)
            {
                return new RemoveResult(NfsV3Status.Ok, WccData.Of(target.FileSystem.ShareId, removed.Value));
            }

            error = removed.Error;
        }

        var directory = await target.Directory.FetchWccAsync(call.Context, cancellationToken).ConfigureAwait(false);
        return new RemoveResult(NfsV3StatusMap.From(error), directory);
    }
}
