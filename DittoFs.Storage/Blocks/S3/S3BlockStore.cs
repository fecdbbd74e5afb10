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
    // What is known of the service from its last answer is good enough for this time.
    private static readonly TimeSpan AnswerAgeMax = TimeSpan.FromSeconds(10);

    private readonly S3Keys keys;
    private readonly S3StoreMarker marker;
    private readonly S3Admission admission;
    private readonly TimeProvider clock;

    private S3BlockStore(S3Client client, S3BlockStoreOptions options, StoreIdentity identity, TimeProvider clock)
    {
        (this.client, this.options, this.clock) = (client, options, clock);
        keys = new S3Keys(options.Prefix, identity.Share);
        marker = new S3StoreMarker(client, options, keys);
        admission = new S3Admission(marker, identity);
    }

    /// <inheritdoc/>
    public bool IsPersistent => true;

    /// <inheritdoc/>
    public bool IsRemote => true;

    /// <summary>
    /// Opens the blocks of <paramref name="share"/>; a bucket that has none of it gets the marker that says whose they will be. A service that does not answer soon
    /// is taken for away: the store opens all the same, and answers <see cref="FsError.Unavailable"/> until the marker could be checked.
    /// </summary>
    /// <param name="options">Where.</param>
    /// <param name="share">The share.</param>
    /// <param name="handleKey">The key of the share's handles: it ties blocks to the metadata that names them. Empty for metadata that do not last.</param>
    /// <param name="clock">Measures the limits in time.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="StorageStartException">The bucket is not there, may not be used, or holds something else below the share's key.</exception>
    public static async Task<S3BlockStore> OpenAsync(
        S3BlockStoreOptions options, ShareId share, ReadOnlyMemory<byte> handleKey, TimeProvider clock, CancellationToken cancellationToken)
    {
        var store = new S3BlockStore(new S3Client(options, clock), options, new StoreIdentity(share, handleKey), clock);
        using var patience = new S3Attempt(options.OpenTimeout, clock, cancellationToken);
        try
        {
            await store.admission.AdmitAsync(patience.Token);
            return store;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<BlockStoreState> CheckAsync(CancellationToken cancellationToken)
    {
        using var patience = new S3Attempt(options.ConnectTimeout, clock, cancellationToken);
        try
        {
            var admitted = await admission.EnsureAsync(patience.Token);
            if (!admitted.IsSuccess)
            {
                return new BlockStoreState(admitted.Error, admission.Refusal);
            }

            return client.Availability.HasAnsweredWithin(AnswerAgeMax) ? default : new BlockStoreState((await marker.TouchAsync(patience.Token)).Error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            client.Availability.Lost();
            return new BlockStoreState(FsError.Unavailable);
        }
    }

    /// <inheritdoc/>
    /// <remarks>An object store has no size.</remarks>
    public ValueTask<FsResult<BlockStoreCapacity?>> GetCapacityAsync(CancellationToken cancellationToken) => new(default(FsResult<BlockStoreCapacity?>));

    /// <inheritdoc/>
    public async ValueTask<FsResult> DeleteAsync(BlockId block, CancellationToken cancellationToken)
    {
        var admitted = await admission.EnsureAsync(cancellationToken);
        return admitted.IsSuccess ? await DeleteKeyAsync(keys.Block(block), cancellationToken) : admitted;
    }

    /// <inheritdoc/>
    /// <remarks>The marker goes last, so that what an attempt leaves is still known for what it is.</remarks>
    public async ValueTask<FsResult> EraseAsync(CancellationToken cancellationToken)
    {
        var admitted = await admission.EnsureAsync(cancellationToken);
        if (!admitted.IsSuccess)
        {
            return admitted;
        }

        var aborted = await AbortUnfinishedAsync(DateTimeOffset.MaxValue, cancellationToken);
        if (!aborted.IsSuccess)
        {
            return aborted;
        }

        string? next = null;
        do
        {
            var page = await TryListPageAsync("", next, cancellationToken);
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
    public IAsyncEnumerable<BlockListing> ListAsync(CancellationToken cancellationToken) => ListAsync("", cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlockListing> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var admitted = await admission.EnsureAsync(cancellationToken);
        if (!admitted.IsSuccess)
        {
            throw new IOException($"The blocks of {options} can't be listed: {admission.Refusal ?? admitted.Error.ToString()}.");
        }

        string? next = null;
        do
        {
            var page = await ListPageAsync(prefix, next, cancellationToken);
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
        admission.Dispose();
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

    private async Task<ListObjectsV2Response> ListPageAsync(string prefix, string? next, CancellationToken cancellationToken)
    {
        var page = await TryListPageAsync(prefix, next, cancellationToken);
        return page.IsSuccess ? page.Value : throw new IOException($"The blocks of {options} can't be listed: {page.Error}.");
    }

    private Task<FsResult<ListObjectsV2Response>> TryListPageAsync(string prefix, string? next, CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = keys.Blocks + prefix, ContinuationToken = next };
        return client.RunAsync<ListObjectsV2Response>(async (s3, token) => await s3.ListObjectsV2Async(request, token), cancellationToken);
    }
}
