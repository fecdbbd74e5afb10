using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>Shares, each named by its name or its id.</summary>
public sealed class SharesApi
{
    private readonly ApiConnection _connection;

    internal SharesApi(ApiConnection connection) => _connection = connection;

    /// <summary>All shares whose name contains <paramref name="search"/>, ordered by <paramref name="sort"/> or by name.</summary>
    public Task<IReadOnlyList<ShareResponse>> ListAsync(string? search, CancellationToken cancellationToken, string? sort = null) =>
        _connection.ListAsync(QueryText.Of("shares", ("search", search), ("sort", sort)), ClientJson.Default.PageShareResponse, cancellationToken);

    /// <summary>One share.</summary>
    public Task<ShareResponse> GetAsync(string share, CancellationToken cancellationToken) =>
        _connection.GetAsync(PathOf(share), ClientJson.Default.ShareResponse, cancellationToken);

    /// <summary>Makes a share.</summary>
    public Task<ShareResponse> CreateAsync(CreateShareRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, "shares", request, ClientJson.Default.CreateShareRequest, ClientJson.Default.ShareResponse, cancellationToken);

    /// <summary>Changes a share; it holds for the next call of every client.</summary>
    public Task<ShareResponse> UpdateAsync(string share, UpdateShareRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Patch, PathOf(share), request, ClientJson.Default.UpdateShareRequest, ClientJson.Default.ShareResponse, cancellationToken);

    /// <summary>Stops a share. It is kept for a while, in which it can be brought back.</summary>
    public Task DeleteAsync(string share, CancellationToken cancellationToken) => _connection.SendAsync(HttpMethod.Delete, PathOf(share), cancellationToken);

    /// <summary>Enables or disables a share.</summary>
    public Task<ShareResponse> SetEnabledAsync(string share, bool enabled, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, $"{PathOf(share)}/{(enabled ? "enable" : "disable")}", ClientJson.Default.ShareResponse, cancellationToken);

    /// <summary>Brings what a share has written up to now into its block store; returns when that is done.</summary>
    public Task DrainAsync(string share, CancellationToken cancellationToken) => _connection.SendAsync(HttpMethod.Post, $"{PathOf(share)}/drain", cancellationToken);

    /// <summary>Puts a share's metadata beside its blocks; returns when that is done.</summary>
    public Task<DumpResponse> DumpAsync(string share, CancellationToken cancellationToken) =>
        _connection.SendAsync(HttpMethod.Post, $"{PathOf(share)}/dump", ClientJson.Default.DumpResponse, cancellationToken);

    /// <summary>Brings back a share whose server is lost.</summary>
    public Task<ShareResponse> AttachAsync(AttachShareRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, "shares/attach", request, ClientJson.Default.AttachShareRequest, ClientJson.Default.ShareResponse, cancellationToken);

    /// <summary>What a running share holds, by owner.</summary>
    public Task<ShareUsageResponse> GetUsageAsync(string share, CancellationToken cancellationToken) =>
        _connection.GetAsync($"{PathOf(share)}/usage", ClientJson.Default.ShareUsageResponse, cancellationToken);

    /// <summary>Counts what a running share holds, and corrects its counters.</summary>
    public Task<RecountResponse> RecountAsync(string share, CancellationToken cancellationToken) =>
        _connection.SendAsync(HttpMethod.Post, $"{PathOf(share)}/usage/recount", ClientJson.Default.RecountResponse, cancellationToken);

    /// <summary>Gives an owner a limit of his own.</summary>
    public Task SetOwnerQuotaAsync(string share, uint uid, SetOwnerQuotaRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Put, $"{PathOf(share)}/owner-quotas/{uid}", request, ClientJson.Default.SetOwnerQuotaRequest, cancellationToken);

    /// <summary>Takes an owner's own limit away.</summary>
    public Task RemoveOwnerQuotaAsync(string share, uint uid, CancellationToken cancellationToken) =>
        _connection.SendAsync(HttpMethod.Delete, $"{PathOf(share)}/owner-quotas/{uid}", cancellationToken);

    /// <summary>All deleted shares that are kept, the newest first.</summary>
    public Task<IReadOnlyList<DeletedShareResponse>> ListDeletedAsync(CancellationToken cancellationToken) =>
        _connection.ListAsync("deleted-shares", ClientJson.Default.PageDeletedShareResponse, cancellationToken);

    /// <summary>Brings a deleted share back.</summary>
    public Task<ShareResponse> RestoreAsync(Guid id, RestoreShareRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, $"deleted-shares/{id}/restore", request, ClientJson.Default.RestoreShareRequest, ClientJson.Default.ShareResponse, cancellationToken);

    /// <summary>Removes the files of a deleted share for good.</summary>
    public Task PurgeAsync(Guid id, CancellationToken cancellationToken) => _connection.SendAsync(HttpMethod.Delete, $"deleted-shares/{id}", cancellationToken);

    internal static string PathOf(string share) => $"shares/{ApiConnection.Segment(share)}";
}
