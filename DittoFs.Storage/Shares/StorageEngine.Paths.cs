using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <content>Where nodes are found, for people.</content>
internal sealed partial class StorageEngine
{
    // A name is looked for among this many directory entries: a listing must not walk directories of millions.
    private const int PathRowsMax = 20_000;

    /// <inheritdoc/>
    public async Task<string?> FindPathAsync(ShareId share, NodeId node, CancellationToken cancellationToken) =>
        catalog.Find(share) is { } running && await running.FileSystem.FindPathAsync(node, PathRowsMax, cancellationToken) is { } path ? $"/{path}" : null;
}
