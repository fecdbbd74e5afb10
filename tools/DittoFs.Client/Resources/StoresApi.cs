using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>Stores that shares are put on, each named by its use and its name or id.</summary>
public sealed class StoresApi
{
    private readonly ApiConnection _connection;

    internal StoresApi(ApiConnection connection) => _connection = connection;

    /// <summary>All stores of <paramref name="use"/>, or of any use when it is null.</summary>
    public Task<IReadOnlyList<StoreResponse>> ListAsync(StoreUse? use, CancellationToken cancellationToken) =>
        _connection.ListAsync(use is { } wanted ? $"stores?use={WordOf(wanted)}" : "stores", ClientJson.Default.PageStoreResponse, cancellationToken);

    /// <summary>Makes a store.</summary>
    public Task<StoreResponse> CreateAsync(CreateStoreRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, "stores", request, ClientJson.Default.CreateStoreRequest, ClientJson.Default.StoreResponse, cancellationToken);

    /// <summary>One store.</summary>
    public Task<StoreResponse> GetAsync(StoreUse use, string store, CancellationToken cancellationToken) =>
        _connection.GetAsync(PathOf(use, store), ClientJson.Default.StoreResponse, cancellationToken);

    /// <summary>Changes a store; its options only while no share is on it.</summary>
    public Task<StoreResponse> UpdateAsync(StoreUse use, string store, UpdateStoreRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Patch, PathOf(use, store), request, ClientJson.Default.UpdateStoreRequest, ClientJson.Default.StoreResponse, cancellationToken);

    /// <summary>Tries out a store.</summary>
    public Task<StoreCheckResponse> CheckAsync(StoreUse use, string store, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, $"{PathOf(use, store)}/check", ClientJson.Default.StoreCheckResponse, cancellationToken);

    /// <summary>Measures a store with bytes, which are removed again.</summary>
    public Task<StoreTestResponse> TestAsync(StoreUse use, string store, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, $"{PathOf(use, store)}/test", ClientJson.Default.StoreTestResponse, cancellationToken);

    /// <summary>Begins to delete the blocks of a block store that no file needs any more, or (<paramref name="dryRun"/>) to look for them.</summary>
    public Task<CollectionResponse> CollectAsync(string store, bool dryRun, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, $"stores/block/{ApiConnection.Segment(store)}/collect{(dryRun ? "?dryRun=true" : "")}", ClientJson.Default.CollectionResponse, cancellationToken);

    /// <summary>How far the collection of a block store is, or what came of the last one.</summary>
    public Task<CollectionResponse> GetCollectionAsync(string store, CancellationToken cancellationToken) =>
        _connection.GetAsync($"stores/block/{ApiConnection.Segment(store)}/collect", ClientJson.Default.CollectionResponse, cancellationToken);

    /// <summary>Forgets a store that no share uses. What it holds stays where it is.</summary>
    public Task DeleteAsync(StoreUse use, string store, CancellationToken cancellationToken) =>
        _connection.SendAsync(HttpMethod.Delete, PathOf(use, store), cancellationToken);

    private static string PathOf(StoreUse use, string store) => $"stores/{WordOf(use)}/{ApiConnection.Segment(store)}";

    private static string WordOf(StoreUse use) => use switch
    {
        StoreUse.Metadata => "metadata",
        StoreUse.Block => "block",
    };
}
