using System.Net;
using System.Net.Sockets;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Transport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DittoFs.Protocols.Nfs;

/// <summary>The NFS server: NFS version 3 and MOUNT on one TCP port.</summary>
internal sealed class NfsServer(
    IOptionsMonitor<NfsOptions> options,
    RpcDispatcher dispatcher,
    RpcMetrics metrics,
    ConnectionRegistry registry,
    TimeProvider clock,
    ILogger<NfsServer> log)
    : IProtocolServer
{
    /// <summary>The name of the server and the tag of its connections.</summary>
    public const string ServerName = "nfs";

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
        var limits = new RpcConnectionLimits((int)settings.RecordBytesMax.Bytes, settings.CallsInFlightMax, settings.CallBytesInFlightMax.Bytes);
        var connectionLimits = new ConnectionLimits(settings.ConnectionsMax, settings.ConnectionsPerClientMax);
        var starting = new TcpProtocolServer(
            Name, registry, connectionLimits, (connection, entry, abort) => ServeAsync(connection, entry, limits, abort), clock, log);
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

    private bool TryListen(TcpProtocolServer starting, NfsOptions settings)
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
            var failure = Explain(failed.SocketErrorCode, addresses, settings.Port);
            status = new ProtocolServerStatus(ProtocolServerState.Failed, [], failure);
            HostingLog.ListenFailed(log, Name, failure);
            return false;
        }
    }

    private static string Explain(SocketError error, IPAddress[] addresses, int port)
    {
        var where = $"TCP port {port} on {string.Join(", ", addresses.Select(address => address.ToString()))}";
        var key = $"{NfsOptions.Section}:{nameof(NfsOptions.Port)}";
        return error switch
        {
            SocketError.AddressAlreadyInUse => $"{where} is in use by another program. Stop it, or set {key} to a free port.",
            SocketError.AccessDenied => $"{where} needs a privilege to be bound. Run with CAP_NET_BIND_SERVICE, or set {key} to 1024 or above.",
            SocketError.AddressNotAvailable => $"{where}: this machine has no such address. Check {NfsOptions.Section}:{nameof(NfsOptions.ListenAddresses)}.",
            _ => $"{where} can't be bound ({error}).",
        };
    }

    private async Task ServeAsync(IWireConnection wire, ConnectionEntry entry, RpcConnectionLimits limits, CancellationToken abort)
    {
        using var connection = new RpcConnection(wire, dispatcher, limits, metrics, entry, clock, log);
        await connection.RunAsync(abort).ConfigureAwait(false);
    }
}
