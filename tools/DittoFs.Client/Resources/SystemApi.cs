using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>The server itself.</summary>
public sealed class SystemApi
{
    private readonly ApiConnection _connection;

    internal SystemApi(ApiConnection connection) => _connection = connection;

    /// <summary>What the server is, and what it listens on.</summary>
    public Task<SystemInfoResponse> GetInfoAsync(CancellationToken cancellationToken) =>
        _connection.GetAsync("system/info", ClientJson.Default.SystemInfoResponse, cancellationToken);

    /// <summary>How the server is at this moment.</summary>
    public Task<OverviewResponse> GetOverviewAsync(CancellationToken cancellationToken) =>
        _connection.GetAsync("system/overview", ClientJson.Default.OverviewResponse, cancellationToken);

    /// <summary>What the server is made of.</summary>
    public Task<AboutResponse> GetAboutAsync(CancellationToken cancellationToken) =>
        _connection.GetAsync("system/about", ClientJson.Default.AboutResponse, cancellationToken);

    /// <summary>Makes a new master key and seals every secret with it.</summary>
    public Task<MasterKeyRotationResponse> RotateMasterKeyAsync(CancellationToken cancellationToken) =>
        _connection.SendAsync(HttpMethod.Post, "system/rotate-master-key", ClientJson.Default.MasterKeyRotationResponse, cancellationToken);
}
