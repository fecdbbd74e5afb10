using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using DittoFs.Protocols.Authentication;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Portmap.V2;
using DittoFs.Protocols.Portmap.V4;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Transport;
using Microsoft.Extensions.Logging;

namespace DittoFs.Protocols.Portmap;

/// <summary>
/// Tells clients on which ports the programs are: as the portmapper itself, over TCP and UDP, where its port can be bound, else through the one of this machine.
/// Started and stopped with the NFS server. Without either, mounts that name their ports go on working, so it is no failure.
/// </summary>
internal sealed class Portmapper(
    ReplyCache replyCache,
    ICredentialLookup credentials,
    RpcMetrics metrics,
    ConnectionRegistry registry,
    RpcbindRegistration rpcbind,
    TimeProvider clock,
    ILogger<Portmapper> log)
{
    /// <summary>The name of its connections.</summary>
    public const string ServerName = "portmap";

    private static readonly ConnectionLimits ConnectionLimits = new(ConnectionsMax: 512, ConnectionsPerClientMax: 32);
    private static readonly RpcConnectionLimits CallLimits = new(RecordBytesMax: 4 << 10, CallsInFlightMax: 8, CallBytesInFlightMax: 64 << 10);

    private readonly PortmapTable table = new();
    private ImmutableArray<PortmapEntry> registered = [];
    private TcpProtocolServer? records;
    private RpcDatagramListener? datagrams;

    /// <summary>How it is, for the administrator; null when it is off.</summary>
    public string? State { get; private set; }

    /// <summary>True while clients can find all programs.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>What it listens on itself; empty when it does not.</summary>
    public IReadOnlyList<IPEndPoint> Endpoints => records?.Endpoints ?? [];

    /// <summary>Begins to tell about <paramref name="served"/>.</summary>
    /// <param name="served">The programs and where they are.</param>
    /// <param name="addresses">Addresses to listen on.</param>
    /// <param name="port">The port: 111 for clients to find it.</param>
    /// <param name="cancellationToken">Gives up registering.</param>
    public async Task StartAsync(ImmutableArray<PortmapEntry> served, IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellationToken)
    {
        var failure = await TryListenAsync(addresses, port).ConfigureAwait(false);
        if (failure is null)
        {
            table.Set([.. Own(records!.Endpoints, isDatagram: false), .. Own(datagrams!.Endpoints, isDatagram: true), .. served]);
            IsComplete = true;
            State = $"The portmapper listens on {string.Join(", ", records.Endpoints)}.";
            PortmapLog.Listening(log, string.Join(", ", records.Endpoints));
            return;
        }

        registered = await rpcbind.RegisterAsync(served, cancellationToken).ConfigureAwait(false);
        if (registered.Length == served.Length)
        {
            IsComplete = true;
            State = "The programs are registered with the portmapper of this machine.";
            PortmapLog.Registered(log, failure);
        }
        else if (!registered.IsEmpty)
        {
            var taken = string.Join(", ", served.Except(registered).Select(entry => entry.Program).Distinct().Order());
            State = $"The programs are registered with the portmapper of this machine, but for those that belong to another server: {taken}.";
            PortmapLog.RegisteredInPart(log, failure, taken);
        }
        else
        {
            State = $"There is no portmapper: {failure}, and none that runs on this machine takes registrations.";
            PortmapLog.Missing(log, failure);
        }
    }

    /// <summary>Stops telling.</summary>
    public async Task StopAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        if (!registered.IsEmpty && !await rpcbind.UnregisterAsync(registered, CancellationToken.None).ConfigureAwait(false))
        {
            PortmapLog.NotUnregistered(log);
        }

        table.Set([]);
        (registered, State, IsComplete) = ([], null, false);
    }

    private static IEnumerable<PortmapEntry> Own(IReadOnlyList<IPEndPoint> endpoints, bool isDatagram) =>
        from endpoint in endpoints
        from version in (uint[])[RpcbindProgram.NewerVersion, RpcbindProgram.OlderVersion, PortmapV2Program.ProgramVersion]
        select new PortmapEntry(PortmapV2Program.ProgramNumber, version, isDatagram, endpoint);

    /// <summary>Listens on both transports or on none; the reason if on none.</summary>
    private async Task<string?> TryListenAsync(IReadOnlyList<IPAddress> addresses, int port)
    {
        var dispatcher = MakeDispatcher(isDatagram: false);
        var overTcp = new TcpProtocolServer(
            ServerName, registry, ConnectionLimits, (wire, entry, abort) => ServeAsync(wire, entry, dispatcher, abort), clock, log);
        var overUdp = new RpcDatagramListener(MakeDispatcher(isDatagram: true), log);
        (records, datagrams) = (overTcp, overUdp);
        try
        {
            overTcp.Listen(addresses, port);
            overUdp.Listen(addresses, overTcp.Endpoints[0].Port);
            return null;
        }
        catch (SocketException failed)
        {
            await CloseAsync().ConfigureAwait(false);
            return failed.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"port {port} is in use by another program",
                SocketError.AccessDenied => $"port {port} needs a privilege to be bound",
                var error => $"port {port} can't be bound ({error})",
            };
        }
    }

    private async Task CloseAsync()
    {
        if (records is not null)
        {
            await records.DisposeAsync().ConfigureAwait(false);
            await datagrams!.DisposeAsync().ConfigureAwait(false);
        }

        (records, datagrams) = (null, null);
    }

    private async Task ServeAsync(IWireConnection wire, ConnectionEntry entry, RpcDispatcher dispatcher, CancellationToken abort)
    {
        using var connection = new RpcConnection(wire, dispatcher, CallLimits, metrics, entry, clock, log);
        await connection.RunAsync(abort).ConfigureAwait(false);
    }

    private RpcDispatcher MakeDispatcher(bool isDatagram)
    {
        RpcPrograms programs = new(
        [
            new PortmapV2Program(table, isDatagram),
            new RpcbindProgram(table, isDatagram, RpcbindProgram.OlderVersion, clock),
            new RpcbindProgram(table, isDatagram, RpcbindProgram.NewerVersion, clock),
        ]);
        return new RpcDispatcher(programs, replyCache, credentials, metrics, clock, log);
    }
}
