using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of READ: <c>file: nfs_fh3, offset(8), count(4)</c>.</summary>
internal readonly record struct ReadArgs(NfsHandle File, ulong Offset, uint Count) : IWireDecodable<ReadArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out ReadArgs value)
    {
        ulong offset = 0;
        uint count = 0;
        var read = NfsHandle.TryDecode(ref reader, out var file) && reader.TryReadUInt64(out offset) && reader.TryReadUInt32(out count);
        value = new ReadArgs(file, offset, count);
        return read;
    }
}

/// <summary>
/// Result of READ: <c>file_attributes: post_op_attr</c>, on success <c>count(4) eof(4) data: opaque</c>. The data stands in the reply already, where
/// the file system has put it: <see cref="BytesBeforeData"/> behind the result's beginning.
/// </summary>
internal readonly record struct ReadResult(NfsV3Status Status, PostOpAttributes File, int Count, bool EndOfFile) : IRpcResult
{
    /// <summary>Status, attributes, count, end of file and length of the data.</summary>
    public const int BytesBeforeData = sizeof(uint) + PostOpAttributes.EncodedBytes + (3 * sizeof(uint));

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
            writer.WriteBool(EndOfFile);
            writer.WriteUInt32((uint)Count);
            writer.Advance(Count);
        }
    }
}

/// <summary>READ: bytes of a file (RFC 1813 §3.3.6). More than the share's largest transfer is answered in part.</summary>
internal sealed class ReadProcedure(IShareCatalog shares) : RpcProcedure<ReadArgs, ReadResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<ReadResult> ExecuteAsync(RpcCall call, ReadArgs args, CancellationToken cancellationToken)
    {
        var error = NodeTarget.Resolve(shares, args.File, out var target);
        if (error == FsError.None)
        {
            var count = (int)Math.Min(args.Count, (uint)target.FileSystem!.Limits.TransferBytesMax);
            var destination = call.Reply.Reserve(ReadResult.BytesBeforeData, count);
            var read = await target.FileSystem
                .ReadAsync(call.Context, target.Node, args.Offset, destination, cancellationToken).ConfigureAwait(false);
            if (read.IsSuccess)
            {
                var attributes = new PostOpAttributes(target.FileSystem.ShareId, read.Value.Attributes);
                return new ReadResult(NfsV3Status.Ok, attributes, read.Value.Count, read.Value.EndOfFile);
            }

            error = read.Error;
        }

        var after = await target.FetchAttributesAsync(call.Context, cancellationToken).ConfigureAwait(false);
        return new ReadResult(NfsV3StatusMap.From(error), after, 0, false);
    }
}
