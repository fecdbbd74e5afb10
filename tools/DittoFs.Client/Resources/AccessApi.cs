using System.Globalization;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>Which refusals are wanted; null means all.</summary>
public sealed record RefusalQuery
{
    /// <summary>On this share.</summary>
    public string? Share { get; init; }

    /// <summary>Of this account, or of this uid.</summary>
    public string? User { get; init; }

    /// <summary>From this address.</summary>
    public string? Client { get; init; }

    /// <summary>Over this protocol.</summary>
    public string? Protocol { get; init; }

    /// <summary>By this rule.</summary>
    public string? Rule { get; init; }
}

/// <summary>Who may do what, and who was refused what.</summary>
public sealed class AccessApi
{
    private readonly ApiConnection _connection;

    internal AccessApi(ApiConnection connection) => _connection = connection;

    /// <summary>The last refusals, at most <paramref name="limit"/>.</summary>
    public Task<RefusalListResponse> ListRefusalsAsync(RefusalQuery query, int limit, CancellationToken cancellationToken) => _connection.GetAsync(
        QueryText.Of(
            "refusals", ("share", query.Share), ("user", query.User), ("client", query.Client), ("protocol", query.Protocol), ("rule", query.Rule),
            ("limit", limit.ToString(CultureInfo.InvariantCulture))),
        ClientJson.Default.RefusalListResponse,
        cancellationToken);

    /// <summary>What a user may do with a path of a share, and what each rule on the way says.</summary>
    public Task<EffectiveAccessResponse> ExplainAsync(string share, string user, string? path, string? protocol, string? client, CancellationToken cancellationToken) => _connection.GetAsync(
        QueryText.Of($"{SharesApi.PathOf(share)}/effective-access", ("user", user), ("path", path), ("protocol", protocol), ("client", client)),
        ClientJson.Default.EffectiveAccessResponse,
        cancellationToken);
}
