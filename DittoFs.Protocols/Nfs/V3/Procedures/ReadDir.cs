using DittoFs.Protocols.Nfs.V3.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>Arguments of READDIR: <c>dir: nfs_fh3, cookie(8), cookieverf(8), count(4)</c>.</summary>
internal readonly record struct ReadDirArgs(NfsHandle Directory, ulong Cookie, uint Count) : IWireDecodable<ReadDirArgs>
{
    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out ReadDirArgs value)
    {
        ulong cookie = 0;
        uint count = 0;

        // Every cookie verifier is good: cookies are never reused, and a strict verifier breaks copies by the macOS Finder.
        var read = NfsHandle.TryDecode(ref reader, out var directory)
            && reader.TryReadUInt64(out cookie)
            && reader.TryReadFixedOpaque(NfsV3Limits.VerifierBytes, out _)
            && reader.TryReadUInt32(out count);
        value = new ReadDirArgs(directory, cookie, count);
        return read;
    }
}

/// <summary>
/// Result of READDIR: <c>dir_attributes: post_op_attr</c>, on success <c>cookieverf(8)</c>, entries of <c>fileid(8) name cookie(8)</c> and <c>eof(4)</c>.
/// </summary>
internal readonly record struct ReadDirResult(NfsV3Status Status, PostOpAttributes Directory, Listing? Listing) : IRpcResult
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
            writer.WriteBool(true);
            writer.WriteUInt64(entry.Node.Value);
            writer.WriteOpaque(entry.Name.Span);
            writer.WriteUInt64(entry.Cookie);
        }

        writer.WriteBool(false);
        writer.WriteBool(Listing.IsComplete);
    }
}

/// <summary>READDIR: the names of a directory (RFC 1813 §3.3.16).</summary>
internal sealed class ReadDirProcedure(IShareCatalog shares) : RpcProcedure<ReadDirArgs, ReadDirResult>
{
    /// <inheritdoc/>
    protected override async ValueTask<ReadDirResult> ExecuteAsync(RpcCall call, ReadDirArgs args, CancellationToken cancellationToken)
    {
        var error = NodeTarget.Resolve(shares, args.Directory, out var target);
        if (error == FsError.None)
        {
            var count = Math.Min(args.Count, (uint)target.FileSystem!.Limits.TransferBytesMax);
            var budget = new ListingBudget(count, count, withAttributes: false);
            var read = await Listing.ReadAsync(call.Context, target, args.Cookie, budget, withAttributes: false, cancellationToken).ConfigureAwait(false);
            if (read.IsSuccess)
            {
                var listing = read.Value;
                var attributes = new PostOpAttributes(target.FileSystem.ShareId, listing.Directory);
                return listing.Entries.Count == 0 && !listing.IsComplete
                    ? new ReadDirResult(NfsV3Status.TooSmall, attributes, null)
                    : new ReadDirResult(NfsV3Status.Ok, attributes, listing);
            }

            error = read.Error;
        }

        var after = await target.FetchAttributesAsync(call.Context, cancellationToken).ConfigureAwait(false);
        return new ReadDirResult(NfsV3StatusMap.From(error), after, null);
    }
}
