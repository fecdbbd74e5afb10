using System.Net;
using System.Net.Sockets;
using DittoFs.Protocols.Authentication;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Smb.Commands;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Transport;
using DittoFs.Storage.Shares;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DittoFs.Protocols.Smb;

/// <summary>The SMB server: SMB 2 and 3 on one TCP port.</summary>
internal sealed class SmbServer(
    IOptionsMonitor<SmbOptions> options,
    CommandTable commands,
    SmbIdentity identity,
    IShareCatalog shares,
    INtlmAccounts accounts,
    IAccountNames names,
    SmbTreeTable trees,
    SmbMetrics metrics,
    ConnectionRegistry registry,
    TimeProvider clock,
    ILogger<SmbServer> log)
    : IProtocolServer
{
    /// <summary>The name of the server and the tag of its connections.</summary>
    public const string ServerName = "smb";

    private volatile ProtocolServerStatus status = ProtocolServerStatus.Stopped;
    private TcpProtocolServer? listener;

    /// <inheritdoc/>
    public string Name => ServerName;

    /// <inheritdoc/>
    public bool IsEnabled => options.CurrentValue.Enabled;

    /// <inheritdoc/>
    public ProtocolServerStatus Status => status;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (listener is not null)
        {
            return;
        }

        var settings = options.CurrentValue;
        IPAddress[] addresses = settings.ListenAddresses.Count == 0 ? [IPAddress.Loopback] : [.. settings.ListenAddresses.Select(IPAddress.Parse)];
        var port = settings.Port;
        var error = await TryListenAsync(settings, addresses, port).ConfigureAwait(false);
        if (error == SocketError.AccessDenied && settings.FallbackPort != 0)
        {
            SmbLog.FallbackPort(log, settings.Port, settings.FallbackPort);
            port = settings.FallbackPort;
            error = await TryListenAsync(settings, addresses, port).ConfigureAwait(false);
        }

        if (error is { } failed)
        {
            var failure = Explain(failed, addresses, port, port == settings.Port ? nameof(settings.Port) : nameof(settings.FallbackPort));
            status = new ProtocolServerStatus(ProtocolServerState.Failed, [], failure);
            HostingLog.ListenFailed(log, Name, failure);
        }
    }

    /// <inheritdoc/>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        if (listener is not null)
        {
            status = status with { State = ProtocolServerState.Draining };
            await listener.DrainAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync()
    {
        if (listener is not null)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
            listener = null;
            HostingLog.Stopped(log, Name);
        }

        status = ProtocolServerStatus.Stopped;
    }

    /// <summary>Listens on one port; tells the error if that can't be.</summary>
    private async Task<SocketError?> TryListenAsync(SmbOptions settings, IPAddress[] addresses, int port)
    {
        var state = new SmbServerState(settings, identity, shares, accounts, names, trees, metrics, clock);
        var limits = new ConnectionLimits(settings.ConnectionsMax, settings.ConnectionsPerClientMax);
        var starting = new TcpProtocolServer(Name, registry, limits, (wire, entry, abort) => ServeAsync(wire, state, entry, abort), clock, log);
        try
        {
            starting.Listen(addresses, port);
        }
        catch (SocketException failed)
        {
            await starting.DisposeAsync().ConfigureAwait(false);
            return failed.SocketErrorCode;
        }

        listener = starting;
        status = new ProtocolServerStatus(ProtocolServerState.Running, starting.Endpoints, null);
        HostingLog.Listening(log, Name, string.Join(", ", starting.Endpoints));
        return null;
    }

    private static string Explain(SocketError error, IPAddress[] addresses, int port, string setting)
    {
        var where = $"TCP port {port} on {string.Join(", ", addresses.Select(address => address.ToString()))}";
        var key = $"{SmbOptions.Section}:{setting}";
        return error switch
        {
            SocketError.AddressAlreadyInUse => $"{where} is in use by another program, often Samba. Stop it, or set {key} to a free port.",
            SocketError.AccessDenied => $"{where} needs a privilege to be bound. Run with CAP_NET_BIND_SERVICE, or set {key} to 1024 or above.",
            SocketError.AddressNotAvailable => $"{where}: this machine has no such address. Check {SmbOptions.Section}:{nameof(SmbOptions.ListenAddresses)}.",
            _ => $"{where} can't be bound ({error}).",
        };
    }

    private async Task ServeAsync(IWireConnection wire, SmbServerState state, ConnectionEntry entry, CancellationToken abort)
    {
        using var connection = new SmbConnection(wire, state, commands, entry, log);
        await connection.RunAsync(abort).ConfigureAwait(false);
    }
}
