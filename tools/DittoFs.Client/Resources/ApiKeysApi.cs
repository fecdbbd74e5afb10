using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>Keys that stand for accounts.</summary>
public sealed class ApiKeysApi
{
    private readonly ApiConnection _connection;

    internal ApiKeysApi(ApiConnection connection) => _connection = connection;

    /// <summary>The caller's own keys, or those of all accounts.</summary>
    public Task<IReadOnlyList<ApiKeyResponse>> ListAsync(bool all, CancellationToken cancellationToken) =>
        _connection.ListAsync(all ? "api-keys?all=true" : "api-keys", ClientJson.Default.PageApiKeyResponse, cancellationToken);

    /// <summary>Makes a key of the caller's account; the answer is the only one that has it.</summary>
    public Task<CreatedApiKeyResponse> CreateAsync(CreateApiKeyRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, "api-keys", request, ClientJson.Default.CreateApiKeyRequest, ClientJson.Default.CreatedApiKeyResponse, cancellationToken);

    /// <summary>Ends a key at once.</summary>
    public Task RevokeAsync(Guid id, CancellationToken cancellationToken) => _connection.SendAsync(HttpMethod.Delete, $"api-keys/{id}", cancellationToken);
}
