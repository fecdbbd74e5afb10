using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Security;
using DittoFs.Web.Observability;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Logs;

/// <summary>What the server logged last.</summary>
internal static class LogsEndpoints
{
    private const int LimitDefault = 200;

    /// <summary>Adds the routes.</summary>
    public static void MapLogs(this IEndpointRouteBuilder api) =>
        api.MapGet("/logs", Read).WithName("ReadLogs").WithTags("Logs").RequireAuthorization(Policies.Operate).WithProblems(400);

    /// <summary>Tells what the server logged last, oldest first.</summary>
    /// <remarks>
    /// The last 5,000 entries of this run are kept. Send the answer's `lastId` as `since` for what follows. What looks like a secret is left out.
    /// </remarks>
    /// <param name="ring">The log.</param>
    /// <param name="since">Only entries with a higher number.</param>
    /// <param name="limit">Entries to return at most, the newest ones: 1 to 5000, 200 when left out.</param>
    /// <param name="level">Only this level and above: trace, debug, information, warning, error or critical.</param>
    /// <param name="category">Only parts of the server whose name begins with this, such as <c>DittoFs.Storage</c>.</param>
    /// <param name="search">Only entries whose message contains this, without regard to case.</param>
    private static Results<Ok<LogsResponse>, ValidationProblem> Read(
        LogRing ring,
        [Range(0, long.MaxValue)] long? since,
        [Range(1, LogRing.EntriesMax), Description("Entries to return at most, the newest ones: 1 to 5000, 200 when left out.")] int? limit,
        [StringLength(16)] string? level,
        [StringLength(128)] string? category,
        [StringLength(128)] string? search)
    {
        var least = LogSeverity.Trace;
        if (!string.IsNullOrEmpty(level) && (!Enum.TryParse(level, ignoreCase: true, out least) || char.IsAsciiDigit(level[0])))
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["level"] = ["One of trace, debug, information, warning, error and critical."] });
        }

        return TypedResults.Ok(ring.Read(since ?? 0, limit ?? LimitDefault, new LogFilter(least, category, search).Fits));
    }
}
