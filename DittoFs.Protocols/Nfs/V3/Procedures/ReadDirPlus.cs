using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of READDIRPLUS: <c>dir: nfs_fh3, cookie(8), cookieverf(8), dircount(4), maxcount(4)</c>.</summary>
internal readonly record struct ReadDirPlusArgs(NfsHandle Directory, ulong Cookie, uint NameBytesMax, uint ReplyBytesMax) : IWireDecodable<ReadDirPlusArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out ReadDirPlusArgs value)
    {
        ulong cookie = 0;
        uint nameBytes = 0;
        uint replyBytes = 0;

        // Every cookie verifier is good, as for READDIR.
        var read = NfsHandle.TryDecode(ref reader, out var directory)
            && reader.TryReadUInt64(out cookie)
            && reader.TryReadFixedOpaque(NfsV3Limits.VerifierBytes, out _)
            && reader.TryReadUInt32(out nameBytes)
            && reader.TryReadUInt32(out replyBytes);
        value = new ReadDirPlusArgs(directory, cookie, nameBytes, replyBytes);
        return read;
    }
}

/// <summary>
/// Result of READDIRPLUS: <c>dir_attributes: post_op_attr</c>, on success <c>cookieverf(8)</c>, entries of
/// <c>fileid(8) name cookie(8) name_attributes: post_op_attr name_handle: post_op_fh3</c> and <c>eof(4)</c>.
/// </summary>
internal readonly record struct ReadDirPlusResult(NfsV3Status Status, PostOpAttributes Directory, IFileSystem? FileSystem, Listing? Listing) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => (uint)Status;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteUInt32((uint)Status);
        Directory.Encode(writer);
        if (Listing is null)
        {
            return;
        }

        writer.WriteUInt64(0);
        foreach (var entry in Listing.Entries)
        {
            EncodeEntry(writer, entry);
        }

        writer.WriteBool(false);
        writer.WriteBool(Listing.IsComplete);
    }

    private void EncodeEntry(XdrWriter writer, in DirectoryEntry entry)
    {
        writer.WriteBool(true);
        writer.WriteUInt64(entry.Node.Value);
        writer.WriteOpaque(entry.Name.Span);
        writer.WriteUInt64(entry.Cookie);
        new PostOpAttributes(FileSystem!.ShareId, entry.Attributes).Encode(writer);
        if (entry.Attributes.HasValue)
        {
            new NfsNode(FileSystem, entry.Node).EncodeOptional(writer);
        }
        else
        {
            writer.WriteBool(false);
        }
    }
}

/// <summary>READDIRPLUS: names, attributes and handles of a directory (RFC 1813 §3.3.17).</summary>
internal sealed class ReadDirPlusProcedure(IShareCatalog shares) : RpcProcedure<ReadDirPlusArgs, ReadDirPlusResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<ReadDirPlusResult> ExecuteAsync(RpcCall call, ReadDirPlusArgs args, CancellationToken cancellationToken)
    {
        var error = NodeTarget.Resolve(shares, args.Directory, out var target);
        if (error == FsError.None)
        {
            var replyBytes = Math.Min(args.ReplyBytesMax, (uint)target.FileSystem!.Limits.TransferBytesMax);
            var budget = new ListingBudget(replyBytes, args.NameBytesMax, withAttributes: true);
            var read = await Listing.ReadAsync(call.Context, target, args.Cookie, budget, withAttributes: true, cancellationToken).ConfigureAwait(false);
            if (read.IsSuccess)
            {
                var listing = read.Value;
                var attributes = new PostOpAttributes(target.FileSystem.ShareId, listing.Directory);
                return listing.Entries.Count == 0 && !listing.IsComplete
                    ? new ReadDirPlusResult(NfsV3Status.TooSmall, attributes, null, null)
                    : new ReadDirPlusResult(NfsV3Status.Ok, attributes, target.FileSystem, listing);
            }

            error = read.Error;
        }

        var after = await target.FetchAttributesAsync(call.Context, cancellationToken).ConfigureAwait(false);
        return new ReadDirPlusResult(NfsV3StatusMap.From(error), after, null, null);
    }
}
