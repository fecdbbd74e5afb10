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
    IOptionsMonitor<SmbOptions> options, CommandTable commands, IShareCatalog shares, INtlmAccounts accounts, ConnectionRegistry registry, TimeProvider clock, ILogger<SmbServer> log)
    : IProtocolServer
{
    /// <summary>The name of the server and the tag of its connections.</summary>
    public const string ServerName = "smb";

    private readonly Guid serverId = Guid.NewGuid();
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
        var state = new SmbServerState(settings, serverId, shares, accounts, clock);
        var limits = new ConnectionLimits(settings.ConnectionsMax, settings.ConnectionsPerClientMax);
        var starting = new TcpProtocolServer(Name, registry, limits, (wire, entry, abort) => ServeAsync(wire, state, entry, abort), clock, log);
        if (TryListen(starting, settings))
        {
            listener = starting;
        }
        else
        {
            await starting.DisposeAsync().ConfigureAwait(false);
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

    private bool TryListen(TcpProtocolServer starting, SmbOptions settings)
    {
        IPAddress[] addresses = settings.ListenAddresses.Count == 0 ? [IPAddress.Loopback] : [.. settings.ListenAddresses.Select(IPAddress.Parse)];
        try
        {
            starting.Listen(addresses, settings.Port);
            status = new ProtocolServerStatus(ProtocolServerState.Running, starting.Endpoints, null);
            HostingLog.Listening(log, Name, string.Join(", ", starting.Endpoints));
            return true;
        }
        catch (SocketException failed)
        {
            var failure = $"TCP port {settings.Port} on {string.Join(", ", addresses.Select(address => address.ToString()))} can't be bound ({failed.SocketErrorCode}). "
                + $"Check {SmbOptions.Section}:{nameof(SmbOptions.Port)} and {SmbOptions.Section}:{nameof(SmbOptions.ListenAddresses)}.";
            status = new ProtocolServerStatus(ProtocolServerState.Failed, [], failure);
            HostingLog.ListenFailed(log, Name, failure);
            return false;
        }
    }

    private async Task ServeAsync(IWireConnection wire, SmbServerState state, ConnectionEntry entry, CancellationToken abort)
    {
        using var connection = new SmbConnection(wire, state, commands, entry, log);
        await connection.RunAsync(abort).ConfigureAwait(false);
    }
}
