using System.Globalization;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>What the server logged last.</summary>
public sealed class LogsApi
{
    private readonly ApiConnection _connection;

    internal LogsApi(ApiConnection connection) => _connection = connection;

    /// <summary>Entries behind number <paramref name="since"/>, at most the last <paramref name="limit"/>.</summary>
    public Task<LogsResponse> ReadAsync(long since, int limit, string? level, string? category, string? search, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"logs?since={since}&limit={limit}");
        foreach (var (name, value) in new[] { ("level", level), ("category", category), ("search", search) })
        {
            path += value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
        }

        return _connection.GetAsync(path, ClientJson.Default.LogsResponse, cancellationToken);
    }
}
