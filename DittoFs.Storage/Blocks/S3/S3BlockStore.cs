using System.Runtime.CompilerServices;
using Amazon.S3.Model;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.S3;

/// <summary>
/// Blocks of one share as objects of a bucket (see <see cref="S3Keys"/>). An object is there whole or not at all, so a put needs no steps. Owns its client.
/// </summary>
/// <remarks>Nothing is tried again here.</remarks>
internal sealed partial class S3BlockStore : IBlockStore
{
    private const int ErasedAtOnce = 16;

    private readonly S3Client client;
    private readonly S3BlockStoreOptions options;
    private readonly S3Keys keys;

    private S3BlockStore(S3Client client, S3BlockStoreOptions options, S3Keys keys) => (this.client, this.options, this.keys) = (client, options, keys);

    /// <inheritdoc/>
    public bool IsPersistent => true;

    /// <summary>Opens the blocks of <paramref name="share"/>; a bucket that has none of it gets the marker that says whose they will be.</summary>
    /// <param name="options">Where.</param>
    /// <param name="share">The share.</param>
    /// <param name="handleKey">The key of the share's handles: it ties blocks to the metadata that names them. Empty for metadata that do not last.</param>
    /// <param name="clock">Measures the limits in time.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="StorageStartException">The bucket can't be reached, or holds something else below the share's key.</exception>
    public static async Task<S3BlockStore> OpenAsync(
        S3BlockStoreOptions options, ShareId share, ReadOnlyMemory<byte> handleKey, TimeProvider clock, CancellationToken cancellationToken)
    {
        var client = new S3Client(options, clock);
        try
        {
            var keys = new S3Keys(options.Prefix, share);
            await new S3StoreMarker(client, options, keys).CheckOrCreateAsync(new StoreIdentity(share, handleKey), cancellationToken);
            return new S3BlockStore(client, options, keys);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>An object store has no size.</remarks>
    public ValueTask<FsResult<BlockStoreCapacity?>> GetCapacityAsync(CancellationToken cancellationToken) => new(default(FsResult<BlockStoreCapacity?>));

    /// <inheritdoc/>
    public async ValueTask<FsResult> DeleteAsync(BlockId block, CancellationToken cancellationToken) => await DeleteKeyAsync(keys.Block(block), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The marker goes last, so that what an attempt leaves is still known for what it is.</remarks>
    public async ValueTask<FsResult> EraseAsync(CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var page = await TryListPageAsync(next, cancellationToken);
            if (!page.IsSuccess)
            {
                return page.Error;
            }

            foreach (var chunk in (page.Value.S3Objects ?? []).Chunk(ErasedAtOnce))
            {
                var erased = await Task.WhenAll(chunk.Select(item => DeleteKeyAsync(item.Key, cancellationToken)));
                if (Array.FindIndex(erased, static result => !result.IsSuccess) is >= 0 and var failed)
                {
                    return erased[failed];
                }
            }

            next = page.Value.IsTruncated == true ? page.Value.NextContinuationToken : null;
        }
        while (next is not null);
        return await DeleteKeyAsync(keys.Marker, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlockListing> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var page = await ListPageAsync(next, cancellationToken);
            foreach (var item in page.S3Objects ?? [])
            {
                if (keys.TryParse(item.Key, out var block))
                {
                    yield return new BlockListing(block, item.Size ?? 0, new DateTimeOffset((item.LastModified ?? DateTime.UnixEpoch).ToUniversalTime()));
                }
            }

            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<FsResult> DeleteKeyAsync(string key, CancellationToken cancellationToken)
    {
        var deleted = await client.RunAsync<bool>(
            async (s3, token) =>
            {
                await s3.DeleteObjectAsync(new DeleteObjectRequest { BucketName = options.Bucket, Key = key }, token);
                return true;
            },
            cancellationToken);
        return deleted.Error == FsError.NotFound ? FsResult.Success : deleted.Error;
    }

    private async Task<ListObjectsV2Response> ListPageAsync(string? next, CancellationToken cancellationToken)
    {
        var page = await TryListPageAsync(next, cancellationToken);
        return page.IsSuccess ? page.Value : throw new IOException($"The blocks of {options} can't be listed: {page.Error}.");
    }

    private Task<FsResult<ListObjectsV2Response>> TryListPageAsync(string? next, CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = keys.Blocks, ContinuationToken = next };
        return client.RunAsync<ListObjectsV2Response>(async (s3, token) => await s3.ListObjectsV2Async(request, token), cancellationToken);
    }
}
