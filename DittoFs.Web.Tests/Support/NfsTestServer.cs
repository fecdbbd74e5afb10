using System.Net;
using DittoFs.Protocols;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Nfs;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Smb;
using DittoFs.Storage.Shares;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DittoFs.Web.Tests.Support;

/// <summary>All of the NFS server over shares that a test made: on connections in memory, and on a real port when it is started.</summary>
internal sealed class NfsTestServer : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly List<(InMemoryWireConnection Server, Task Served)> connections = [];

    /// <summary>A server over <paramref name="shares"/> that listens on a free port once it is started.</summary>
    public NfsTestServer(IShareCatalog shares, Action<NfsOptions>? configure = null, TimeProvider? clock = null, Action<IServiceCollection>? replace = null)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddMetrics();
        collection.AddSingleton(shares);
        collection.AddSingleton(clock ?? TimeProvider.System);
        collection.AddDittoFsProtocols();
        collection.Configure<SmbOptions>(options => options.Enabled = false);
        collection.Configure<NfsOptions>(options => options.Port = 0);
        collection.Configure<NfsOptions>(options => configure?.Invoke(options));
        replace?.Invoke(collection);
        services = collection.BuildServiceProvider();
    }

    /// <summary>The limits of connections in memory.</summary>
    public RpcConnectionLimits Limits { get; set; } = new(1 << 20 | 64 << 10, 128, 32 << 20);

    /// <summary>The servers.</summary>
    public ProtocolServerManager Manager => services.GetRequiredService<ProtocolServerManager>();

    /// <summary>The open connections.</summary>
    public ConnectionRegistry Connections => services.GetRequiredService<ConnectionRegistry>();

    /// <summary>Any other service.</summary>
    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Opens a connection in memory.</summary>
    public NfsTestClient Connect(int clientPort = 700) => new(ConnectWire(clientPort).Client);

    /// <summary>Opens a connection in memory and returns its ends and the task that serves it.</summary>
    public (InMemoryWireConnection Client, InMemoryWireConnection Server, Task Served) ConnectWire(int clientPort = 700)
    {
        var (client, server) = InMemoryWireConnection.MakePair(clientPort);
        var served = ServeAsync(server);
        connections.Add((server, served));
        return (client, server, served);
    }

    /// <summary>Listens on a real port.</summary>
    public async Task<IPEndPoint> StartAsync()
    {
        await Manager.StartAllAsync(CancellationToken.None);
        var status = Manager.Servers.Single(server => server.Name == "nfs").Status;
        Assert.True(status.State == ProtocolServerState.Running, status.Failure);
        return status.Endpoints[0];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (server, served) in connections)
        {
            server.StopReceiving();
            await served;
        }

        await Manager.StopAllAsync(CancellationToken.None);
        await services.DisposeAsync();
    }

    private async Task ServeAsync(InMemoryWireConnection server)
    {
        var entry = new ConnectionEntry(1, new IPEndPoint(server.ClientAddress, server.ClientPort), "nfs", TimeProvider.System.GetUtcNow(), server.Abort);
        using var connection = new RpcConnection(
            server, services.GetRequiredService<RpcDispatcher>(), Limits, services.GetRequiredService<RpcMetrics>(), entry,
            services.GetRequiredService<TimeProvider>(), NullLogger.Instance);
        await connection.RunAsync(CancellationToken.None);
        await server.DisposeAsync();
    }
}
