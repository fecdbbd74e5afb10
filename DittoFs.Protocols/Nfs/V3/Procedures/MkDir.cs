using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of MKDIR: <c>where: diropargs3, attributes: sattr3</c>.</summary>
internal readonly record struct MkDirArgs(DirectoryName Where, Sattr3 Attributes) : IWireDecodable<MkDirArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out MkDirArgs value)
    {
        Sattr3 attributes = default;
        var read = DirectoryName.TryDecode(ref reader, out var where) && Sattr3.TryDecode(ref reader, out attributes);
        value = new MkDirArgs(where, attributes);
        return read;
    }
}

/// <summary>Result of MKDIR.</summary>
internal readonly record struct MkDirResult(NewNode Directory) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => (uint)Directory.Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer) => Directory.Encode(writer);
}

/// <summary>MKDIR: a directory (RFC 1813 §3.3.9).</summary>
internal sealed class MkDirProcedure(IShareCatalog shares) : RpcProcedure<MkDirArgs, MkDirResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<MkDirResult> ExecuteAsync(RpcCall call, MkDirArgs args, CancellationToken cancellationToken)
    {
        var error = NameTarget.Resolve(shares, args.Where, out var target);
        if (error == FsError.None && !args.Attributes.IsValid)
        {
            error = FsError.InvalidArgument;
        }

        if (error == FsError.None)
        {
            var made = await target.FileSystem
                .MakeDirectoryAsync(call.Context, target.Directory.Node, target.Name, args.Attributes.Changes, cancellationToken)
                .ConfigureAwait(false);
            if (made.IsSuccess)
            {
                return new MkDirResult(NewNode.Made(target.FileSystem, made.Value));
            }

            error = made.Error;
        }

        var directory = await target.Directory.FetchWccAsync(call.Context, cancellationToken).ConfigureAwait(false);
        return new MkDirResult(NewNode.Failed(NfsV3StatusMap.From(error), directory));
    }
}
