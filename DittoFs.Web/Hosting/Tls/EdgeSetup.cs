using DittoFs.Web.Hosting.Control;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DittoFs.Web.Hosting.Tls;

/// <summary>The edge of the administration port: addresses, HTTPS, and proxies that are believed.</summary>
internal static class EdgeSetup
{
    /// <summary>Adds what the edge needs.</summary>
    public static void AddEdge(this IServiceCollection services)
    {
        services.AddSingleton<TlsCertificates>();
        services.AddHostedService<TlsWatch>();

        // The session's cookie follows the request by itself.
        services.AddAntiforgery(options => options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest);
    }

    /// <summary>Listens on the addresses of <paramref name="http"/>.</summary>
    public static void Listen(this KestrelServerOptions kestrel, HttpOptions http)
    {
        var services = kestrel.ApplicationServices;
        foreach (var address in http.ListenAddresses)
        {
            kestrel.Listen(address, http.Port, listen =>
            {
                if (TlsRules.Speaks(http, address))
                {
                    listen.UseTls(services.GetRequiredService<TlsCertificates>(), services.GetRequiredService<TimeProvider>());
                }
            });
        }
    }

    /// <summary>Adds what stands before everything else: from here on a request has the address, scheme and host that its client meant.</summary>
    public static void UseEdge(this WebApplication application)
    {
        var http = application.Services.GetRequiredService<HttpOptions>();
        if (http.KnownProxies.Count > 0)
        {
            application.UseWhen(static context => context.Features.Get<LocalPeer>() is null, branch => branch.UseForwardedHeaders(MakeOptions(http)));
        }

        application.UseMiddleware<TlsEdge>();
    }

    private static ForwardedHeadersOptions MakeOptions(HttpOptions http)
    {
        // Without a limit of hops: the list is read from its end for as long as it names known proxies.
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in http.KnownProxies)
        {
            options.KnownIPNetworks.Add(network);
        }

        return options;
    }
}
