using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of COMMIT: <c>file: nfs_fh3, offset(8), count(4)</c>. The range is not used: all of the file is made durable.</summary>
internal readonly record struct CommitArgs(NfsHandle File) : IWireDecodable<CommitArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out CommitArgs value)
    {
        var read = NfsHandle.TryDecode(ref reader, out var file) && reader.TryReadUInt64(out _) && reader.TryReadUInt32(out _);
        value = new CommitArgs(file);
        return read;
    }
}

/// <summary>Result of COMMIT: <c>file_wcc: wcc_data</c>, on success <c>verf(8)</c>.</summary>
internal readonly record struct CommitResult(NfsV3Status Status, WccData File, ulong Verifier) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => (uint)Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteUInt32((uint)Status);
        File.Encode(writer);
        if (Status == NfsV3Status.Ok)
        {
            writer.WriteUInt64(Verifier);
        }
    }
}

/// <summary>COMMIT: makes earlier unstable writes durable (RFC 1813 §3.3.21).</summary>
internal sealed class CommitProcedure(IShareCatalog shares) : RpcProcedure<CommitArgs, CommitResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<CommitResult> ExecuteAsync(RpcCall call, CommitArgs args, CancellationToken cancellationToken)
    {
        var error = NodeTarget.Resolve(shares, args.File, out var target);
        if (error == FsError.None)
        {
            var committed = await target.FileSystem!.CommitAsync(call.Context, target.Node, cancellationToken).ConfigureAwait(false);
            if (committed.IsSuccess)
            {
                // Taken after the commit: writes that were lost before it show as another verifier.
                var file = WccData.Of(target.FileSystem.ShareId, committed.Value);
                return new CommitResult(NfsV3Status.Ok, file, target.FileSystem.WriteVerifier);
            }

            error = committed.Error;
        }

        var after = await target.FetchWccAsync(call.Context, cancellationToken).ConfigureAwait(false);
        return new CommitResult(NfsV3StatusMap.From(error), after, 0);
    }
}
