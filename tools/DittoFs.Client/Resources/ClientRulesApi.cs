using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>Which clients may use shares. A change holds for the next call of every client.</summary>
public sealed class ClientRulesApi
{
    private readonly ApiConnection _connection;

    internal ClientRulesApi(ApiConnection connection) => _connection = connection;

    /// <summary>The rules of a share, ordered by network.</summary>
    public Task<IReadOnlyList<ClientRuleResponse>> ListAsync(string share, CancellationToken cancellationToken) =>
        _connection.GetAsync(PathOf(share), ClientJson.Default.IReadOnlyListClientRuleResponse, cancellationToken);

    /// <summary>Adds a rule.</summary>
    public Task<ClientRuleResponse> AddAsync(string share, ClientRuleRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, PathOf(share), request, ClientJson.Default.ClientRuleRequest, ClientJson.Default.ClientRuleResponse, cancellationToken);

    /// <summary>Replaces all rules of a share.</summary>
    public Task<IReadOnlyList<ClientRuleResponse>> SetAsync(string share, SetClientRulesRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Put, PathOf(share), request, ClientJson.Default.SetClientRulesRequest, ClientJson.Default.IReadOnlyListClientRuleResponse, cancellationToken);

    /// <summary>Removes a rule.</summary>
    public Task RemoveAsync(string share, Guid rule, CancellationToken cancellationToken) =>
        _connection.SendAsync(HttpMethod.Delete, $"{PathOf(share)}/{rule}", cancellationToken);

    private static string PathOf(string share) => $"{SharesApi.PathOf(share)}/client-rules";
}
