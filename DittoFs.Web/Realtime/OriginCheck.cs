namespace DittoFs.Web.Realtime;

/// <summary>
/// Refuses live connections that a page of another site opened with this browser's cookie: browsers name the page's origin, and do not apply their
/// same-origin rule to WebSockets.
/// </summary>
internal static class OriginCheck
{
    private static readonly PathString[] Guarded = [ConsoleHub.Path, "/_blazor"];

    /// <summary>Adds the check in front of all that follows.</summary>
    public static void UseOriginCheck(this IApplicationBuilder application) => application.Use(static (context, next) =>
    {
        if (!Array.Exists(Guarded, path => context.Request.Path.StartsWithSegments(path)) || IsOwn(context.Request))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });

    /// <summary>True without an origin (no browser's page sent it), or if it is this server under the name that the client used.</summary>
    public static bool IsOwn(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority.Equals(new HostString(request.Host.Value ?? "").ToUriComponent(), StringComparison.OrdinalIgnoreCase));
    }
}
