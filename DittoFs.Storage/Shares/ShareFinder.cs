using DittoFs.Storage.Blocks.S3;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>Finds the shares that have blocks in a place.</summary>
internal static class ShareFinder
{
    /// <summary>The shares below the place that <paramref name="place"/> names for its blocks, whichever share it is.</summary>
    /// <exception cref="StorageStartException">The place can't be used.</exception>
    public static async Task<FsResult<IReadOnlyList<ShareId>>> FindAsync(ShareDefinition place, string dataDirectory, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (place.S3 is { } location && place.Blocks == BlockStoreKind.S3)
        {
            return await S3Shares.ListAsync(BlockStoreOpener.ToOptions(location), clock, cancellationToken);
        }

        var directory = place.BlockDirectory ?? Path.Combine(dataDirectory, "blocks");
        return place.Blocks == BlockStoreKind.FileSystem && Directory.Exists(directory)
            ? Directory.EnumerateDirectories(directory)
                .Where(static path => File.Exists(Path.Combine(path, "store.json")) && Guid.TryParse(Path.GetFileName(path), out _))
                .Select(static path => new ShareId(Guid.Parse(Path.GetFileName(path)))).ToList()
            : new List<ShareId>();
    }
}
