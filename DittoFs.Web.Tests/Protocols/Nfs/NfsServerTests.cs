using System.Net;
using System.Net.Sockets;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Nfs;
using DittoFs.Protocols.Nfs.V3;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Protocols.Nfs;

/// <summary>The server over real sockets.</summary>
public sealed class NfsServerTests
{
    private readonly ScriptedFileSystem share = new();

    [Fact]
    public async Task Serve_OverARealSocket_WritesAndReadsBack()
    {
        await using var server = Server();
        await using var client = await NfsTestClient.ConnectAsync(await server.StartAsync());
        var root = (await client.MountAsync("/export")).Handle!;
        var file = (await client.CreateAsync(root, "f")).Handle!;
        var data = new byte[1 << 20];
        new Random(3).NextBytes(data);
        Assert.Equal((uint)data.Length, (await client.WriteAsync(file, 0, data)).Count);
        var read = await client.ReadAsync(file, 0, 2 << 20);
        Assert.Equal(data, read.Data);
        Assert.True(read.EndOfFile);
    }

    [Fact]
    public async Task Start_PortInUse_FailsWithAMessageAndTheManagerLives()
    {
        await using var first = Server();
        var endpoint = await first.StartAsync();
        await using var second = Server(options => options.Port = endpoint.Port);
        await second.Manager.StartAllAsync(CancellationToken.None);
        var status = second.Manager.Servers.Single(candidate => candidate.Name == "nfs").Status;
        Assert.Equal(ProtocolServerState.Failed, status.State);
        Assert.Contains("Nfs:Port", status.Failure, StringComparison.Ordinal);

        await first.Manager.StopAllAsync(CancellationToken.None);
        Assert.Equal(ProtocolServerState.Running, (await second.Manager.StartAsync("nfs", CancellationToken.None))!.State);
    }

    [Fact]
    public async Task Start_OnBothFamilies_UsesOnePort()
    {
        await using var server = Server(options => options.ListenAddresses = ["127.0.0.1", "::1"]);
        var endpoint = await server.StartAsync();
        await using var client = await NfsTestClient.ConnectAsync(new IPEndPoint(IPAddress.IPv6Loopback, endpoint.Port));
        await client.NullAsync();
        Assert.Equal("::1", Assert.Single(server.Connections.List()).Client.Address.ToString());
    }

    [Fact]
    public async Task Connect_BeyondTheLimitPerClient_IsClosedAndTheOthersLive()
    {
        await using var server = Server(options => options.ConnectionsPerClientMax = 1);
        var endpoint = await server.StartAsync();
        await using var first = await NfsTestClient.ConnectAsync(endpoint);
        await first.NullAsync();
        var refusal = await Record.ExceptionAsync(async () => await (await NfsTestClient.ConnectAsync(endpoint)).NullAsync());
        Assert.True(refusal is IOException or SocketException, $"{refusal}");
        await first.NullAsync();
    }

    [Fact]
    public async Task Drain_WithACallUnderWay_AnswersItFirst()
    {
        await using var server = Server();
        await using var client = await NfsTestClient.ConnectAsync(await server.StartAsync());
        var root = (await client.MountAsync("/export")).Handle!;
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        share.Delay = _ =>
        {
            entered.TrySetResult();
            return gate.Task;
        };
        var pending = client.GetAttrAsync(root);
        await entered.Task;
        var stopping = server.Manager.StopAllAsync(CancellationToken.None);
        Assert.False(stopping.IsCompleted);
        gate.SetResult();
        Assert.Equal(NfsV3Status.Ok, (await pending).Status);
        await stopping;
        Assert.Equal(ProtocolServerState.Stopped, server.Manager.Servers.Single(candidate => candidate.Name == "nfs").Status.State);
    }

    [Fact]
    public async Task Restart_WhileRunning_ServesAgain()
    {
        await using var server = Server();
        await server.StartAsync();
        var status = await server.Manager.RestartAsync("nfs", CancellationToken.None);
        await using var client = await NfsTestClient.ConnectAsync(status!.Endpoints[0]);
        await client.NullAsync();
        Assert.Null(await server.Manager.RestartAsync("gopher", CancellationToken.None));
    }

    [Fact]
    public async Task Connections_WhileOpen_AreListedWithTheirCounters()
    {
        await using var server = Server();
        await using var client = await NfsTestClient.ConnectAsync(await server.StartAsync());
        await client.NullAsync();
        await client.NullAsync();
        var connection = Assert.Single(server.Connections.List());
        Assert.Equal((2, "nfs"), (connection.Calls, connection.Protocol));
        Assert.True(connection.BytesReceived > 80);
    }

    [Fact]
    public void Validate_ValuesOutOfRange_NamesKeyValueAndRange()
    {
        var options = new NfsOptions { Port = 70_000, RecordBytesMax = new ByteSize(1), ListenAddresses = ["localhost"] };
        var result = new ValidateNfsOptions().Validate(null, options);
        Assert.Equal(3, result.Failures!.Count());
        Assert.Contains("Nfs:Port is 70000: it takes 0 to 65535.", result.Failures!);
        Assert.True(new ValidateNfsOptions().Validate(null, new NfsOptions()).Succeeded);
    }

    private NfsTestServer Server(Action<NfsOptions>? configure = null) => new(new ScriptedShareCatalog(share), configure);
}
