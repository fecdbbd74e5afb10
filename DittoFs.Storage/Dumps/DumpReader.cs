using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Dumps;

/// <summary>Finds and reads the dumps of a share.</summary>
internal sealed class DumpReader(DumpBlocks blocks)
{
    private const int BlockIdLength = 16;

    /// <summary>The numbers of all dumps that were completed, the newest first, and the highest number that any block of a dump has.</summary>
    /// <exception cref="IOException">The listing could not be completed.</exception>
    public async Task<(List<uint> Complete, uint Highest)> ListAsync(CancellationToken cancellationToken)
    {
        var found = (await blocks.ListAsync(null, cancellationToken)).ConvertAll(static found => found.Block)
            .FindAll(static block => block.Kind is ReservedKind.Manifest or ReservedKind.Rows or ReservedKind.Needed);
        var complete = found.FindAll(static block => block.Kind == ReservedKind.Manifest).ConvertAll(static block => block.Number);
        return ([.. complete.OrderDescending()], found.Count == 0 ? 0 : found.Max(static block => block.Number));
    }

    /// <summary>Reads what a dump says of itself.</summary>
    /// <returns><see cref="FsError.NotSupported"/> for a dump of another format, <see cref="FsError.Corrupt"/> for one that is damaged or another share's.</returns>
    public async ValueTask<FsResult<DumpManifest>> ReadManifestAsync(uint number, CancellationToken cancellationToken)
    {
        var read = await blocks.ReadDocumentAsync(new ReservedBlock(ReservedKind.Manifest, number, 0), DumpJson.Default.DumpManifest, cancellationToken);
        return !read.IsSuccess ? read.Error
            : read.Value.Format != DumpManifest.CurrentFormat ? FsError.NotSupported
            : read.Value.Share != blocks.Share.Value || read.Value.Number != number ? FsError.Corrupt
            : read;
    }

    /// <summary>Hands all rows to <paramref name="take"/>, block by block; the first that it does not take ends it.</summary>
    public async ValueTask<FsResult> ReadRowsAsync(DumpManifest manifest, Func<MutationBatch, ValueTask<FsResult>> take, CancellationToken cancellationToken)
    {
        for (var part = 0; part < manifest.Rows.Count; part++)
        {
            var read = await blocks.ReadAsync(new ReservedBlock(ReservedKind.Rows, manifest.Number, (uint)part), manifest.Rows[part], cancellationToken);
            if (!read.IsSuccess)
            {
                return read.Error == FsError.NotFound ? FsError.Corrupt : read.Error;
            }

            var batch = MutationBatch.FromEncoded(blocks.Share, read.Value);
            var taken = MutationBatchCheck.IsWellFormed(batch) ? await take(batch) : FsError.Corrupt;
            if (!taken.IsSuccess)
            {
                return taken;
            }
        }

        return FsResult.Success;
    }

    /// <summary>Calls <paramref name="found"/> with each block that the rows of any complete dump name.</summary>
    /// <returns>Success only when everything was read.</returns>
    /// <exception cref="IOException">The dumps could not be listed.</exception>
    public async ValueTask<FsResult> ReadNeededAsync(Action<BlockId> found, CancellationToken cancellationToken)
    {
        foreach (var number in (await ListAsync(cancellationToken)).Complete)
        {
            var manifest = await ReadManifestAsync(number, cancellationToken);
            if (!manifest.IsSuccess)
            {
                return manifest.Error;
            }

            for (var part = 0; part < manifest.Value.Needed.Count; part++)
            {
                var read = await blocks.ReadAsync(new ReservedBlock(ReservedKind.Needed, number, (uint)part), manifest.Value.Needed[part], cancellationToken);
                if (!read.IsSuccess)
                {
                    return read.Error;
                }

                for (var at = 0; at + BlockIdLength <= read.Value.Length; at += BlockIdLength)
                {
                    found(new BlockId(new Guid(read.Value.AsSpan(at, BlockIdLength))));
                }
            }
        }

        return FsResult.Success;
    }

    /// <summary>Removes all but the newest <paramref name="keep"/> dumps, and what older ones that did not end have left. The manifest goes first: then it is no dump any more.</summary>
    /// <exception cref="IOException">The listing could not be completed.</exception>
    public async ValueTask<FsResult> RemoveOldAsync(int keep, CancellationToken cancellationToken)
    {
        var all = await blocks.ListAsync(null, cancellationToken);
        var kept = all.Where(static found => found.Block.Kind == ReservedKind.Manifest).Select(static found => found.Block.Number).OrderDescending().Take(keep).ToHashSet();
        var newest = kept.Count == 0 ? 0 : kept.Max();
        var old = all.Select(static found => found.Block)
            .Where(block => block.Kind is ReservedKind.Manifest or ReservedKind.Rows or ReservedKind.Needed && block.Number < newest && !kept.Contains(block.Number))
            .OrderBy(static block => block.Kind);
        foreach (var block in old)
        {
            var deleted = await blocks.DeleteAsync(block, cancellationToken);
            if (!deleted.IsSuccess)
            {
                return deleted;
            }
        }

        return FsResult.Success;
    }
}
