using System.Net;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Hosting;

namespace DittoFs.Web.Api.Security;

/// <summary>
/// Keeps other sites' pages out. A request must be addressed to this server: by an address, <c>localhost</c>, the machine's name or an allowed one, so that no foreign
/// name can be pointed at it (DNS rebinding). And a browser must not send a page of another origin here with this server's cookie.
/// </summary>
internal sealed class RequestGuard(RequestDelegate next, HttpOptions options)
{
    private readonly HashSet<string> names = new([.. options.AllowedHosts, "localhost", Environment.MachineName], StringComparer.OrdinalIgnoreCase);

    /// <summary>Lets a request through or refuses it.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (IsOpen(context.Request.Path))
        {
            return next(context);
        }

        if (!IsAllowedHost(context.Request.Host.Host))
        {
            return RefuseAsync(context, StatusCodes.Status400BadRequest, "host_not_allowed", "This server is not known by that name. Add it to Http:AllowedHosts if it should be.");
        }

        return IsForeign(context.Request)
            ? RefuseAsync(context, StatusCodes.Status403Forbidden, "origin_not_allowed", "The request comes from a page of another site.")
            : next(context);
    }

    // Orchestrators and Prometheus ask by names that only they know; there is nothing to steal and nothing to change.
    private static bool IsOpen(PathString path) => path.StartsWithSegments("/health", StringComparison.Ordinal) || path.StartsWithSegments("/metrics", StringComparison.Ordinal);

    private bool IsAllowedHost(string host) => names.Contains(host) || names.Contains("*") || IPAddress.TryParse(host.Trim('[', ']'), out _);

    private static bool IsForeign(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    private static Task RefuseAsync(HttpContext context, int status, string code, string detail) => TypedResults
        .Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { [ProblemSetup.CodeKey] = code })
        .ExecuteAsync(context);
}
