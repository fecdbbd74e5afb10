using System.Globalization;
using DittoFs.Web.Api.Problems;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Connections.Features;

namespace DittoFs.Web.Hosting.Tls;

/// <summary>
/// Sends whoever speaks plain HTTP to a port of HTTPS to the right address, without doing anything for him, and tells browsers to come by HTTPS from then on. They are told only
/// with a configured certificate: one that the server made is an exception that its user accepts, and a browser that was told would not let him.
/// </summary>
internal sealed class TlsEdge(RequestDelegate next, HttpOptions options, TlsCertificates certificates)
{
    private readonly string? hsts = options.Tls.Hsts > TimeSpan.Zero ? $"max-age={((long)options.Tls.Hsts.TotalSeconds).ToString(CultureInfo.InvariantCulture)}" : null;

    /// <summary>Lets a request through or turns it away.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<PlainOnTlsPort>() is not null)
        {
            return TurnAwayAsync(context);
        }

        if (hsts is not null && context.Features.Get<ITlsHandshakeFeature>() is not null && certificates.Current is { IsSelfMade: false })
        {
            context.Response.Headers.StrictTransportSecurity = hsts;
        }

        return next(context);
    }

    // A redirection would have a program send its secrets in the clear again each time, so only what a browser's address line does gets one.
    private static Task TurnAwayAsync(HttpContext context)
    {
        context.Response.Headers.Connection = "close";
        var request = context.Request;
        var isLook = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (isLook && request.Host.HasValue && !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
            context.Response.Headers.Location = UriHelper.BuildAbsolute("https", request.Host, request.PathBase, request.Path, request.QueryString);
            return Task.CompletedTask;
        }

        return TypedResults
            .Problem(
                "This port speaks HTTPS: use an address that begins with https.",
                statusCode: StatusCodes.Status400BadRequest,
                extensions: new Dictionary<string, object?> { [ProblemSetup.CodeKey] = "https_required" })
            .ExecuteAsync(context);
    }
}
