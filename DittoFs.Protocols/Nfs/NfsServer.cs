using System.Net;
using System.Net.Sockets;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Nlm;
using DittoFs.Protocols.Portmap;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Transport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DittoFs.Protocols.Nfs;

/// <summary>
/// The NFS server: NFS version 3, MOUNT and the lock manager on one TCP port, the latter on UDP too, and the portmapper that tells where they are.
/// </summary>
internal sealed class NfsServer(
    IOptionsMonitor<NfsOptions> options,
    RpcDispatcher dispatcher,
    RpcPrograms programs,
    DatagramDispatcher datagramDispatcher,
    LockService locks,
    Portmapper portmapper,
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
    private RpcDatagramListener? datagrams;

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
        programs.Serve(program => settings.LockManager || !DatagramDispatcher.Serves(program));
        if (settings.LockManager)
        {
            await locks.BeginAsync(settings.LockGrace).ConfigureAwait(false);
        }

        var limits = new RpcConnectionLimits((int)settings.RecordBytesMax.Bytes, settings.CallsInFlightMax, settings.CallBytesInFlightMax.Bytes);
        var connectionLimits = new ConnectionLimits(settings.ConnectionsMax, settings.ConnectionsPerClientMax);
        var starting = new TcpProtocolServer(
            Name, registry, connectionLimits, (connection, entry, abort) => ServeAsync(connection, entry, limits, abort), clock, log);
        if (!TryListen(starting, settings))
        {
            await starting.DisposeAsync().ConfigureAwait(false);
            return;
        }

        listener = starting;
        if (settings.LockManager)
        {
            datagrams = await ListenForDatagramsAsync().ConfigureAwait(false);
            locks.Notify();
        }

        await StartPortmapperAsync(settings, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        if (listener is not null)
        {
            await portmapper.StopAsync().ConfigureAwait(false);
            status = status with { State = ProtocolServerState.Draining, Remarks = [], OffersLocks = false };
            await Task.WhenAll(listener.DrainAsync(cancellationToken), datagrams?.DrainAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync()
    {
        if (listener is not null)
        {
            await portmapper.StopAsync().ConfigureAwait(false);
            await listener.DisposeAsync().ConfigureAwait(false);
            listener = null;
            if (datagrams is not null)
            {
                await datagrams.DisposeAsync().ConfigureAwait(false);
                datagrams = null;
            }

            HostingLog.Stopped(log, Name);
        }

        status = ProtocolServerStatus.Stopped;
    }

    private async Task StartPortmapperAsync(NfsOptions settings, CancellationToken cancellationToken)
    {
        if (NfsOptions.ResolvePortmapPort(settings.PortmapPort, settings.Port) is not (var port and > 0))
        {
            return;
        }

        await portmapper.StartAsync([.. ListPrograms()], [.. status.Endpoints.Select(endpoint => endpoint.Address)], port, cancellationToken).ConfigureAwait(false);
        status = status with { Remarks = portmapper.State is { } state ? [state] : [], OffersLocks = settings.LockManager && portmapper.IsComplete };
    }

    /// <summary>Listens for what clients send over UDP beside NFS: on the port of TCP, or on another if that is taken.</summary>
    private async Task<RpcDatagramListener?> ListenForDatagramsAsync()
    {
        IPAddress[] addresses = [.. status.Endpoints.Select(endpoint => endpoint.Address)];
        foreach (var port in (int[])[status.Endpoints[0].Port, 0])
        {
            var starting = new RpcDatagramListener(datagramDispatcher.Dispatcher, log);
            try
            {
                starting.Listen(addresses, port);
                return starting;
            }
            catch (SocketException failed)
            {
                RpcLog.DatagramsNotServed(log, port, failed.SocketErrorCode);
                await starting.DisposeAsync().ConfigureAwait(false);
            }
        }

        return null;
    }

    private IEnumerable<PortmapEntry> ListPrograms()
    {
        var served = programs.Served.ToArray();
        return
        [
            .. from program in served
               from endpoint in status.Endpoints
               select new PortmapEntry(program.Number, program.Version, IsDatagram: false, endpoint),
            .. from program in served.Where(DatagramDispatcher.Serves)
               from endpoint in datagrams?.Endpoints ?? []
               select new PortmapEntry(program.Number, program.Version, IsDatagram: true, endpoint),
        ];
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
