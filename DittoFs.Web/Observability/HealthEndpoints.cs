using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Observability;

/// <summary>What orchestrators and administrators ask over HTTP. Nothing here tells names of files or users.</summary>
internal static class HealthEndpoints
{
    /// <summary>Adds the routes below <c>/health</c>.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health");
        health.MapGet("/live", Live);
        health.MapGet("/ready", Ready);
        health.MapGet("/stores", StoresAsync).RequireAuthorization(Policies.Observe);
    }

    private static ContentHttpResult Live() => TypedResults.Text("alive\n");

    private static JsonHttpResult<ReadinessReport> Ready(Readiness readiness)
    {
        var report = readiness.Evaluate();
        return TypedResults.Json(report, statusCode: StatusOf(report.Ready));
    }

    private static async Task<JsonHttpResult<StoresReport>> StoresAsync(IStorageEngine engine, CancellationToken cancellationToken)
    {
        var stores = await engine.CheckHealthAsync(cancellationToken);
        var report = new StoresReport(stores.All(store => store.Healthy), stores);
        return TypedResults.Json(report, statusCode: StatusOf(report.Healthy));
    }

    private static int StatusOf(bool good) => good ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
}

/// <summary>The log and every store.</summary>
internal sealed record StoresReport(bool Healthy, IReadOnlyList<StoreHealth> Stores);
