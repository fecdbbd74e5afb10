using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>Protocol servers, each named by its protocol.</summary>
public sealed class AdaptersApi
{
    private readonly ApiConnection _connection;

    internal AdaptersApi(ApiConnection connection) => _connection = connection;

    /// <summary>All protocol servers.</summary>
    public Task<IReadOnlyList<AdapterResponse>> ListAsync(CancellationToken cancellationToken) =>
        _connection.ListAsync("adapters", ClientJson.Default.PageAdapterResponse, cancellationToken);

    /// <summary>One protocol server.</summary>
    public Task<AdapterResponse> GetAsync(string adapter, CancellationToken cancellationToken) =>
        _connection.GetAsync(PathOf(adapter), ClientJson.Default.AdapterResponse, cancellationToken);

    /// <summary>Changes a protocol server, at once.</summary>
    public Task<AdapterResponse> UpdateAsync(string adapter, UpdateAdapterRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Patch, PathOf(adapter), request, ClientJson.Default.UpdateAdapterRequest, ClientJson.Default.AdapterResponse, cancellationToken);

    /// <summary>Stops a protocol server and starts it again. Its clients wait and go on.</summary>
    public Task<AdapterResponse> RestartAsync(string adapter, CancellationToken cancellationToken) =>
        _connection.SendAsync(HttpMethod.Post, $"{PathOf(adapter)}/restart", ClientJson.Default.AdapterResponse, cancellationToken);

    private static string PathOf(string adapter) => $"adapters/{ApiConnection.Segment(adapter)}";
}
