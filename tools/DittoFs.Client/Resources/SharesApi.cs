using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>Shares, each named by its name or its id.</summary>
public sealed class SharesApi
{
    private readonly ApiConnection _connection;

    internal SharesApi(ApiConnection connection) => _connection = connection;

    /// <summary>All shares whose name contains <paramref name="search"/>, ordered by name.</summary>
    public Task<IReadOnlyList<ShareResponse>> ListAsync(string? search, CancellationToken cancellationToken) =>
        _connection.ListAsync(search is null ? "shares" : $"shares?search={ApiConnection.Segment(search)}", ClientJson.Default.PageShareResponse, cancellationToken);

    /// <summary>One share.</summary>
    public Task<ShareResponse> GetAsync(string share, CancellationToken cancellationToken) =>
        _connection.GetAsync(PathOf(share), ClientJson.Default.ShareResponse, cancellationToken);

    /// <summary>Makes a share.</summary>
    public Task<ShareResponse> CreateAsync(CreateShareRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, "shares", request, ClientJson.Default.CreateShareRequest, ClientJson.Default.ShareResponse, cancellationToken);

    /// <summary>Changes a share; it holds for the next call of every client.</summary>
    public Task<ShareResponse> UpdateAsync(string share, UpdateShareRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Patch, PathOf(share), request, ClientJson.Default.UpdateShareRequest, ClientJson.Default.ShareResponse, cancellationToken);

    /// <summary>Stops a share and forgets its settings. Its stores keep its files.</summary>
    public Task DeleteAsync(string share, CancellationToken cancellationToken) => _connection.SendAsync(HttpMethod.Delete, PathOf(share), cancellationToken);

    /// <summary>Enables or disables a share.</summary>
    public Task<ShareResponse> SetEnabledAsync(string share, bool enabled, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, $"{PathOf(share)}/{(enabled ? "enable" : "disable")}", ClientJson.Default.ShareResponse, cancellationToken);

    /// <summary>Brings what a share has written up to now into its block store; returns when that is done.</summary>
    public Task DrainAsync(string share, CancellationToken cancellationToken) => _connection.SendAsync(HttpMethod.Post, $"{PathOf(share)}/drain", cancellationToken);

    internal static string PathOf(string share) => $"shares/{ApiConnection.Segment(share)}";
}
