using DittoFs.Storage.Blocks;
using DittoFs.Storage.Blocks.Decorators;
using DittoFs.Storage.Blocks.FileSystem;
using DittoFs.Storage.Blocks.Memory;
using DittoFs.Storage.Blocks.S3;

namespace DittoFs.Storage.Shares;

/// <summary>Opens the block store that a share's settings name, with what belongs around it.</summary>
internal sealed class BlockStoreOpener(ShareEnvironment environment) : IBlockStoreOpener
{
    /// <inheritdoc/>
    public async Task<IBlockStore> OpenAsync(ShareDefinition definition, ReadOnlyMemory<byte> handleKey, CancellationToken cancellationToken) => definition.Blocks switch
    {
        BlockStoreKind.Memory => Metered(new MemoryBlockStore(environment.Clock), "memory"),
        BlockStoreKind.FileSystem => Metered(OpenDirectory(definition), "filesystem"),
        BlockStoreKind.S3 => Metered(Retrying(await OpenBucketAsync(definition, handleKey, cancellationToken)), "s3"),
        BlockStoreKind.Custom => Metered(await OpenCustomAsync(definition, cancellationToken), "custom"),
    };

    private MeteredBlockStore Metered(IBlockStore store, string backend) =>
        new(store, backend, environment.BlockMetrics, environment.Clock);

    private RetryingBlockStore Retrying(IBlockStore store) => new(store, new RetryingBlockStoreOptions(), environment.Clock, Random.Shared);

    private FileSystemBlockStore OpenDirectory(ShareDefinition definition) => FileSystemBlockStore.Open(
        Path.Combine(definition.BlockDirectory ?? Path.Combine(environment.DataDirectory, "blocks"), definition.Id.ToString()),
        definition.Id,
        environment.BlockFiles);

    private async Task<IBlockStore> OpenCustomAsync(ShareDefinition definition, CancellationToken cancellationToken)
    {
        var custom = definition.CustomBlocks!;
        var store = await environment.StoreTypes.OpenBlocksAsync(custom, environment.MakeRequest(definition.Id, definition.Name, custom), cancellationToken);
        return store.IsRemote ? Retrying(store) : store;
    }

    private Task<S3BlockStore> OpenBucketAsync(ShareDefinition definition, ReadOnlyMemory<byte> handleKey, CancellationToken cancellationToken) =>
        S3BlockStore.OpenAsync(ToOptions(definition.S3!), definition.Id, handleKey, environment.Clock, cancellationToken);

    /// <summary>The settings as the store takes them.</summary>
    public static S3BlockStoreOptions ToOptions(S3Location location) => new()
    {
        Bucket = location.Bucket,
        Endpoint = location.Endpoint,
        Region = location.Region,
        Prefix = location.Prefix,
        PathStyle = location.PathStyle,
        AccessKey = location.AccessKey,
        SecretKey = location.SecretKey,
        AllowLinkLocal = location.AllowLinkLocal,
    };
}
