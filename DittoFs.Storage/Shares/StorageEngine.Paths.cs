using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <content>Where nodes are found, for people.</content>
internal sealed partial class StorageEngine
{
    /// <inheritdoc/>
    public async Task<string?> FindPathAsync(ShareId share, NodeId node, CancellationToken cancellationToken) =>
        catalog.Find(share) is { } running ? await running.FileSystem.FindPathAsync(node, cancellationToken) : null;
}
