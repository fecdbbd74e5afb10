using System.Net;
using DittoFs.Web.Hosting.Tls;

namespace DittoFs.Web.Hosting;

/// <summary>Settings of the administration port: health, metrics, and what is built on top of them.</summary>
internal sealed class HttpOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Http";

    /// <summary>TCP port; 0 takes a free one, which <c>run/server.json</c> then names.</summary>
    public int Port { get; set; } = 8080;

    /// <summary>Addresses to listen on. Loopback by default: opening the port is a decision.</summary>
    public IReadOnlyList<IPAddress> ListenAddresses { get; set; } = [IPAddress.Loopback];

    /// <summary>
    /// Names beside <c>localhost</c> and this machine's own that requests of the API and the console may be addressed to; <c>*</c> for any. Addresses always may.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; set; } = [];

    /// <summary>Networks beside this machine whose programs may read metrics and the state of stores without an account.</summary>
    public IReadOnlyList<IPNetwork> MetricsClients { get; set; } = [];

    /// <summary>Proxies that are believed when they say who their client is, and by which scheme and name it asks. None by default.</summary>
    public IReadOnlyList<IPNetwork> KnownProxies { get; set; } = [];

    /// <summary>Lets an address that is not of loopback speak plain HTTP, when <see cref="TlsOptions.Mode"/> is off.</summary>
    public bool AllowPlainOffLoopback { get; set; }

    /// <summary>HTTPS.</summary>
    public TlsOptions Tls { get; } = new();

    /// <summary>
    /// The path below which a reverse proxy offers this server, such as <c>/files</c>; empty for the root. Requests that carry it and requests that do not are both answered,
    /// each with links of its own kind.
    /// </summary>
    public string PathBase { get; set; } = "";
}
