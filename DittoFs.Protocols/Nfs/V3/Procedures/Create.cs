using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of CREATE: <c>where: diropargs3, mode(4), then sattr3 or, for an exclusive create, verf(8)</c>.</summary>
internal readonly record struct CreateArgs(DirectoryName Where, CreateDisposition Disposition, Sattr3 Attributes, ulong Verifier) : IWireDecodable<CreateArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out CreateArgs value)
    {
        value = default;
        if (!DirectoryName.TryDecode(ref reader, out var where)
            || !reader.TryReadUInt32(out var mode)
            || mode > (uint)CreateDisposition.Exclusive)
        {
            return false;
        }

        var disposition = (CreateDisposition)mode;
        Sattr3 attributes = new(default, true);
        ulong verifier = 0;
        var read = disposition == CreateDisposition.Exclusive
            ? reader.TryReadUInt64(out verifier)
            : Sattr3.TryDecode(ref reader, out attributes);
        value = new CreateArgs(where, disposition, attributes, verifier);
        return read;
    }
}

/// <summary>Result of CREATE.</summary>
internal readonly record struct CreateResult(NewNode File) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => (uint)File.Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer) => File.Encode(writer);
}

/// <summary>CREATE: a regular file (RFC 1813 §3.3.8).</summary>
internal sealed class CreateProcedure(IShareCatalog shares) : RpcProcedure<CreateArgs, CreateResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<CreateResult> ExecuteAsync(RpcCall call, CreateArgs args, CancellationToken cancellationToken)
    {
        var error = NameTarget.Resolve(shares, args.Where, out var target);
        if (error == FsError.None && !args.Attributes.IsValid)
        {
            error = FsError.InvalidArgument;
        }

        if (error == FsError.None)
        {
            var made = await target.FileSystem.CreateFileAsync(
                call.Context, target.Directory.Node, target.Name, args.Disposition, args.Attributes.Changes, args.Verifier, cancellationToken)
                .ConfigureAwait(false);
            if (made.IsSuccess)
            {
                return new CreateResult(NewNode.Made(target.FileSystem, made.Value));
            }

            error = made.Error;
        }

        var directory = await target.Directory.FetchWccAsync(call.Context, cancellationToken).ConfigureAwait(false);
        return new CreateResult(NewNode.Failed(NfsV3StatusMap.From(error), directory));
    }
}
