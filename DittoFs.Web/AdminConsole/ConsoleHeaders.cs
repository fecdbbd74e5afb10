namespace DittoFs.Web.AdminConsole;

/// <summary>Tells browsers to load nothing from elsewhere, and to show the console in nobody's frame.</summary>
internal static class ConsoleHeaders
{
    // MudBlazor writes its theme and its positions as inline styles.
    private const string Policy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Adds the headers to every page; the API's own documents are left alone.</summary>
    public static void UseConsoleHeaders(this IApplicationBuilder application) => application.Use(static (context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            var response = (HttpResponse)state;
            if (response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true && !response.HttpContext.Request.Path.StartsWithSegments("/swagger"))
            {
                response.Headers.ContentSecurityPolicy = Policy;
                response.Headers.XContentTypeOptions = "nosniff";
                response.Headers["Referrer-Policy"] = "same-origin";
            }

            return Task.CompletedTask;
        }, context.Response);
        return next(context);
    });
}
