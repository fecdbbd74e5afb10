using System.Net;
using DittoFs.Web.Hosting.Control;
using DittoFs.Web.Hosting.Tls;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace DittoFs.Web.Hosting.Lifecycle;

/// <summary>
/// The HTTP server, except that a port which can't be bound is a failed part and not the end of the process: clients that have shares mounted
/// do not care whether the administration port is free. The control socket goes with it, and does not need it.
/// </summary>
internal sealed class AdministrationServer(
    IServer inner, ControlSocket control, HttpOptions options, TlsCertificates certificates, ServerState state, ILogger<AdministrationServer> log) : IServer
{
    /// <summary>What this part is called.</summary>
    public const string Protocol = "http";

    /// <inheritdoc/>
    public IFeatureCollection Features => inner.Features;

    /// <inheritdoc/>
    public async Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        await control.StartAsync(application, cancellationToken);
        certificates.Check();
        try
        {
            await inner.StartAsync(application, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
        {
            var endpoints = options.ListenAddresses.Select(address => new IPEndPoint(address, options.Port));
            var reason = PortFailure.Describe(endpoints, exception, "--http-port", "--http-listen");
            log.HttpFailed(reason);
            state.ReportHttpFailure(new PartFailure(Protocol, reason));
            return;
        }

        ReportAddresses();
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await inner.StopAsync(cancellationToken);
        await control.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();

    private void ReportAddresses()
    {
        foreach (var address in inner.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses)
        {
            var uri = new Uri(address);
            var endpoint = new IPEndPoint(IPAddress.Parse(uri.Host.Trim('[', ']')), uri.Port);
            log.HttpListening(uri.Scheme, endpoint);
            state.ReportHttpEndpoint(new BoundEndpoint(Protocol, endpoint.Address, endpoint.Port, uri.Scheme));
        }
    }
}
