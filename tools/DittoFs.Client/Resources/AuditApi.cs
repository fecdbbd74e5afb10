using System.Globalization;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>Which entries of the audit log are wanted; null means all.</summary>
public sealed record AuditQuery
{
    /// <summary>Not before this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Who did it.</summary>
    public string? Actor { get; init; }

    /// <summary>What was done; with a dot at its end: everything that begins so.</summary>
    public string? Action { get; init; }

    /// <summary>To what.</summary>
    public string? Subject { get; init; }

    /// <summary>Whether it was done.</summary>
    public bool? Succeeded { get; init; }

    /// <summary>By which way in.</summary>
    public string? Via { get; init; }

    internal string PathOf(string path, int? limit) => QueryText.Of(
        path, ("from", QueryText.Of(From)), ("to", QueryText.Of(To)), ("actor", Actor), ("action", Action), ("subject", Subject),
        ("succeeded", QueryText.Of(Succeeded)), ("via", Via), ("limit", limit?.ToString(CultureInfo.InvariantCulture)));
}

/// <summary>What was done and what was refused.</summary>
public sealed class AuditApi
{
    private readonly ApiConnection _connection;

    internal AuditApi(ApiConnection connection) => _connection = connection;

    /// <summary>The newest entries, at most <paramref name="limit"/>.</summary>
    public async Task<IReadOnlyList<AuditResponse>> ListAsync(AuditQuery query, int limit, CancellationToken cancellationToken) =>
        (await _connection.GetAsync(query.PathOf("audit", limit), ClientJson.Default.PageAuditResponse, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>Writes all entries to <paramref name="output"/> as JSON lines, the oldest first.</summary>
    public Task ExportAsync(AuditQuery query, TextWriter output, CancellationToken cancellationToken) =>
        _connection.CopyLinesAsync(query.PathOf("audit/export", limit: null), output, cancellationToken);

    /// <summary>Checks the chain, also against a head that somebody kept.</summary>
    public Task<AuditVerificationResponse> VerifyAsync(string? expected, CancellationToken cancellationToken) =>
        _connection.GetAsync(QueryText.Of("audit/verify", ("expected", expected)), ClientJson.Default.AuditVerificationResponse, cancellationToken);
}
