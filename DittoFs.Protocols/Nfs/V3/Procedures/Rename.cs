using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of RENAME: <c>from: diropargs3, to: diropargs3</c>.</summary>
internal readonly record struct RenameArgs(DirectoryName From, DirectoryName To) : IWireDecodable<RenameArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out RenameArgs value)
    {
        DirectoryName to = default;
        var read = DirectoryName.TryDecode(ref reader, out var from) && DirectoryName.TryDecode(ref reader, out to);
        value = new RenameArgs(from, to);
        return read;
    }
}

/// <summary>Result of RENAME: <c>fromdir_wcc: wcc_data, todir_wcc: wcc_data</c>.</summary>
internal readonly record struct RenameResult(NfsV3Status Status, WccData From, WccData To) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => (uint)Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteUInt32((uint)Status);
        From.Encode(writer);
        To.Encode(writer);
    }
}

/// <summary>RENAME: moves a name, replacing what fits at the target (RFC 1813 §3.3.14).</summary>
internal sealed class RenameProcedure(IShareCatalog shares) : RpcProcedure<RenameArgs, RenameResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<RenameResult> ExecuteAsync(RpcCall call, RenameArgs args, CancellationToken cancellationToken)
    {
        var error = Resolve(args, out var from, out var to);
        if (error == FsError.None)
        {
            var renamed = await from.FileSystem
                .RenameAsync(call.Context, from.Directory.Node, from.Name, to.Directory.Node, to.Name, cancellationToken)
                .ConfigureAwait(false);
            if (renamed.IsSuccess)
            {
                var share = from.FileSystem.ShareId;
                return new RenameResult(NfsV3Status.Ok, WccData.Of(share, renamed.Value.From), WccData.Of(share, renamed.Value.To));
            }

            error = renamed.Error;
        }

        var fromAfter = await from.Directory.FetchWccAsync(call.Context, cancellationToken).ConfigureAwait(false);
        var toAfter = await to.Directory.FetchWccAsync(call.Context, cancellationToken).ConfigureAwait(false);
        return new RenameResult(NfsV3StatusMap.From(error), fromAfter, toAfter);
    }

    private FsError Resolve(in RenameArgs args, out NameTarget from, out NameTarget to)
    {
        var fromError = NameTarget.Resolve(shares, args.From, out from);
        var toError = NameTarget.Resolve(shares, args.To, out to);
        if (fromError != FsError.None || toError != FsError.None)
        {
            return fromError != FsError.None ? fromError : toError;
        }

        return from.FileSystem.ShareId == to.FileSystem.ShareId ? FsError.None : FsError.CrossShare;
    }
}
