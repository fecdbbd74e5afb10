using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of WRITE: <c>file: nfs_fh3, offset(8), count(4), stable(4), data: opaque</c>.</summary>
internal readonly record struct WriteArgs(NfsHandle File, ulong Offset, WriteStability Stability, ReadOnlyMemory<byte> Data) : IWireDecodable<WriteArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out WriteArgs value)
    {
        value = default;
        if (!NfsHandle.TryDecode(ref reader, out var file)
            || !reader.TryReadUInt64(out var offset)
            || !reader.TryReadUInt32(out var count)
            || !reader.TryReadUInt32(out var stability)
            || stability > (uint)WriteStability.FileSync
            || !reader.TryReadOpaque(NfsV3Limits.DataBytesMax, out var data)
            || count != (uint)data.Length)
        {
            return false;
        }

        value = new WriteArgs(file, offset, (WriteStability)stability, data);
        return true;
    }
}

/// <summary>Result of WRITE: <c>file_wcc: wcc_data</c>, on success <c>count(4) committed(4) verf(8)</c>.</summary>
internal readonly record struct WriteResult(NfsV3Status Status, WccData File, int Count, WriteStability Committed, ulong Verifier) : IRpcResult
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
            writer.WriteUInt32((uint)Count);
            writer.WriteUInt32((uint)Committed);
            writer.WriteUInt64(Verifier);
        }
    }
}

/// <summary>WRITE: bytes into a file (RFC 1813 §3.3.7). More than the share's largest transfer is written in part; the client sends the rest again.</summary>
internal sealed class WriteProcedure(IShareCatalog shares) : RpcProcedure<WriteArgs, WriteResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<WriteResult> ExecuteAsync(RpcCall call, WriteArgs args, CancellationToken cancellationToken)
    {
        var error = NodeTarget.Resolve(shares, args.File, out var target);
        if (error == FsError.None)
        {
            var data = args.Data[..Math.Min(args.Data.Length, target.FileSystem!.Limits.TransferBytesMax)];

            // Taken before the write: a verifier that changes meanwhile must make the client send this write again.
            var verifier = target.FileSystem.WriteVerifier;
            var written = await target.FileSystem
                .WriteAsync(call.Context, target.Node, args.Offset, data, args.Stability, cancellationToken).ConfigureAwait(false);
            if (written.IsSuccess)
            {
                var file = WccData.Of(target.FileSystem.ShareId, written.Value.Change);
                return new WriteResult(NfsV3Status.Ok, file, written.Value.Count, written.Value.Stability, verifier);
            }

            error = written.Error;
        }

        var after = await target.FetchWccAsync(call.Context, cancellationToken).ConfigureAwait(false);
        return new WriteResult(NfsV3StatusMap.From(error), after, 0, default, 0);
    }
}
