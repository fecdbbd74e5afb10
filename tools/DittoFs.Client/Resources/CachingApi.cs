using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>The caches, the write-ahead log, and what goes from it into the block stores.</summary>
public sealed class CachingApi
{
    private readonly ApiConnection _connection;

    internal CachingApi(ApiConnection connection) => _connection = connection;

    /// <summary>What the caches hold and how often they helped.</summary>
    public Task<CacheResponse> GetCacheAsync(CancellationToken cancellationToken) => _connection.GetAsync("cache", ClientJson.Default.CacheResponse, cancellationToken);

    /// <summary>Gives back what the caches hold.</summary>
    public Task<EvictedResponse> EvictAsync(EvictCacheRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, "cache/evict", request, ClientJson.Default.EvictCacheRequest, ClientJson.Default.EvictedResponse, cancellationToken);

    /// <summary>How the write-ahead log stands.</summary>
    public Task<WalResponse> GetWalAsync(CancellationToken cancellationToken) => _connection.GetAsync("wal", ClientJson.Default.WalResponse, cancellationToken);

    /// <summary>Begins to bring what was written into the block stores.</summary>
    public Task<JobResponse> FlushAsync(FlushRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, "wal/flush", request, ClientJson.Default.FlushRequest, ClientJson.Default.JobResponse, cancellationToken);

    /// <summary>What each running share uploads.</summary>
    public Task<IReadOnlyList<UploadResponse>> ListUploadsAsync(CancellationToken cancellationToken) =>
        _connection.ListAsync("uploads", ClientJson.Default.PageUploadResponse, cancellationToken);
}
