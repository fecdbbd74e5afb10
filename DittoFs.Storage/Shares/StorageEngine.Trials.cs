namespace DittoFs.Storage.Shares;

/// <content>Trials of places that shares may be put on.</content>
internal sealed partial class StorageEngine
{
    /// <inheritdoc/>
    public Task<StoreTrial> MeasureBlocksAsync(ShareDefinition place, CancellationToken cancellationToken) => new BlockStoreTrial(environment).RunAsync(place, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreTrial> MeasureMetadataAsync(ShareDefinition place, CancellationToken cancellationToken) => place.Postgres is { } database
        ? MetadataStoreProbe.MeasureAsync(database, environment.Clock, cancellationToken)
        : new BlockStoreTrial(environment).RunAsync(
            place with { Blocks = BlockStoreKind.FileSystem, BlockDirectory = Path.Combine(environment.DataDirectory, "metadata"), S3 = null, CustomBlocks = null }, cancellationToken);
}
