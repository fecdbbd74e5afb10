using DittoFs.Web.Hosting;

namespace DittoFs.Web.Observability;

/// <summary>What a browser sees at <c>/</c>: where to look.</summary>
internal static class FrontPage
{
    /// <summary>Adds the route.</summary>
    public static void MapFrontPage(this IEndpointRouteBuilder routes) => routes.MapGet("/", () => TypedResults.Content(Html, "text/html; charset=utf-8"));

    private static string Html { get; } = $"""
        <!doctype html>
        <title>DittoFs</title>
        <p>DittoFs {ProductVersion.Text}: <a href="/health/ready">readiness</a>, <a href="/health/stores">stores</a>, <a href="/metrics">metrics</a></p>

        """;
}
