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

    /// <summary>Tries out a store.</summary>
    public Task<StoreCheckResponse> CheckAsync(StoreUse use, string store, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, $"stores/{WordOf(use)}/{ApiConnection.Segment(store)}/check", ClientJson.Default.StoreCheckResponse, cancellationToken);

    /// <summary>Forgets a store that no share uses. What it holds stays where it is.</summary>
    public Task DeleteAsync(StoreUse use, string store, CancellationToken cancellationToken) =>
        _connection.SendAsync(HttpMethod.Delete, $"stores/{WordOf(use)}/{ApiConnection.Segment(store)}", cancellationToken);

    private static string WordOf(StoreUse use) => use switch
    {
        StoreUse.Metadata => "metadata",
        StoreUse.Block => "block",
    };
}
