using System.Net;
using System.Net.Sockets;
using DittoFs.Protocols.Nlm;
using DittoFs.Protocols.Rpc;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Api;

public sealed class AdaptersEndpointsTests
{
    public static TheoryData<string> Databases => TestDatabases.All;

    [Theory, MemberData(nameof(Databases))]
    public async Task Nfs_IsStoppedStartedAndMovedAtRunTime(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await StartFreeAsync(application);

        var started = (await api.PatchAsync("adapters/nfs", new UpdateAdapterRequest { Enabled = true, Port = 0 })).As<AdapterResponse>();
        Assert.Equal(RunState.Running, started.Status.State);
        await CallAsync(started);
        Assert.Equal(Assert.Single(started.Endpoints), application.EndpointOf("nfs").ToString());

        var moved = (await api.PatchAsync("adapters/nfs", new UpdateAdapterRequest { ListenAddresses = ["127.0.0.2"], Version = started.Version })).As<AdapterResponse>();
        Assert.StartsWith("127.0.0.2:", Assert.Single(moved.Endpoints), StringComparison.Ordinal);
        await CallAsync(moved);
        (await api.PatchAsync("adapters/nfs", new UpdateAdapterRequest { Enabled = false, Version = started.Version })).AssertProblem(HttpStatusCode.Conflict, "changed_meanwhile");

        var stopped = (await api.PatchAsync("adapters/nfs", new UpdateAdapterRequest { Enabled = false })).As<AdapterResponse>();
        Assert.Equal(RunState.Stopped, stopped.Status.State);
        Assert.Empty(stopped.Endpoints);
        await Assert.ThrowsAnyAsync<SocketException>(() => CallAsync(moved));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Port_ThatIsTaken_IsAFailureThatIsShown(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await StartFreeAsync(application);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var failed = (await api.PatchAsync("adapters/nfs", new UpdateAdapterRequest { Enabled = true, Port = port })).As<AdapterResponse>();

        Assert.Equal(RunState.Failed, failed.Status.State);
        Assert.Contains($"{port}", failed.Status.Reason, StringComparison.Ordinal);
        other.Stop();
        Assert.Equal(RunState.Running, (await api.PostAsync("adapters/nfs/restart")).As<AdapterResponse>().Status.State);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Setting_ThatIsFixedOutside_IsShownAndRefused(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);

        Assert.Equal("the command line", (await api.GetAsync("adapters/nfs")).As<AdapterResponse>().Fixed["port"]);
        (await api.PatchAsync("adapters/nfs", new UpdateAdapterRequest { Port = 2050 })).AssertProblem(HttpStatusCode.Conflict, "setting_fixed");
        (await api.PatchAsync("adapters/nfs", new UpdateAdapterRequest { ListenAddresses = ["everywhere"] })).AssertProblem(HttpStatusCode.BadRequest, "validation");
        (await api.GetAsync("adapters/ftp")).AssertProblem(HttpStatusCode.NotFound, "adapter_unknown");
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Nfs_LockSettings_HoldFromTheChangeOn(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await StartFreeAsync(application);
        var before = (await api.PatchAsync("adapters/nfs", new UpdateAdapterRequest { Enabled = true, Port = 0 })).As<AdapterResponse>();
        Assert.Equal((0, true, 45), (before.PortmapPort, before.LockManager, before.LockGraceSeconds));
        Assert.Equal(RpcAcceptStatus.Success, await PingLockManagerAsync(before));

        var after = (await api.PatchAsync("adapters/nfs", new UpdateAdapterRequest { LockManager = false, LockGraceSeconds = 10 })).As<AdapterResponse>();
        Assert.Equal((0, false, 10), (after.PortmapPort, after.LockManager, after.LockGraceSeconds));
        Assert.Equal(RpcAcceptStatus.ProgramUnavailable, await PingLockManagerAsync(after));

        (await api.PatchAsync("adapters/smb", new UpdateAdapterRequest { LockManager = true })).AssertProblem(HttpStatusCode.BadRequest, "validation");
        (await api.PatchAsync("adapters/nfs", new UpdateAdapterRequest { LockGraceSeconds = 601 })).AssertProblem(HttpStatusCode.BadRequest, "validation");
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Locks_AreListedAndReleasedByClient(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        await using var nfs = await NfsTestClient.ConnectAsync(application.EndpointOf("nfs"));
        var file = (await nfs.CreateAsync((await nfs.MountAsync("/export")).Handle!, "file")).Handle!;
        var (gone, other) = (new NlmTestClient(nfs.Rpc, "gone"), new NlmTestClient(nfs.Rpc, "other"));
        Assert.Equal(NlmStatus.Granted, await gone.LockAsync(file, 10, 0, process: 42));
        Assert.Equal(NlmStatus.Blocked, await other.LockAsync(file, 20, 5, blocks: true));

        var listed = (await api.GetAsync("locks")).As<Page<LockResponse>>();
        Assert.Equal(
            ["export nfs 127.0.0.1 gone 42 10+end held", "export nfs 127.0.0.1 other 1 20+5 waits"],
            listed.Items.Select(held => $"{held.Share} {held.Protocol} {held.Client} {held.ClientName} {held.Process} {held.Offset}+{held.Length?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "end"} {(held.Waiting ? "waits" : "held")}"));

        Assert.Equal(1, (await api.PostAsync("locks/release", new ReleaseLocksRequest { Client = "127.0.0.1", ClientName = "gone" })).As<ReleasedLocksResponse>().Count);
        Assert.Equal("other", Assert.Single((await api.GetAsync("locks")).As<Page<LockResponse>>().Items, held => !held.Waiting).ClientName);
        (await api.PostAsync("locks/release", new ReleaseLocksRequest { Client = "everybody", ClientName = "gone" })).AssertProblem(HttpStatusCode.BadRequest, "validation");
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Mounts_AreThoseThatClientsReported(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        await using var client = await NfsTestClient.ConnectAsync(application.EndpointOf("nfs"));
        await client.MountAsync("/export");

        var mount = Assert.Single((await api.GetAsync("mounts")).As<Page<MountResponse>>().Items);

        Assert.Equal(("nfs", "127.0.0.1", "/export"), (mount.Protocol, mount.Client, mount.Path));
        var overview = (await api.GetAsync("system/overview")).As<OverviewResponse>();
        Assert.Equal((1, 1, 1), (overview.Mounts, overview.SharesRunning, overview.Traffic.Single(traffic => traffic.Protocol == "nfs").Connections));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Settings_AreChangedAndReset(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);

        Assert.False((await api.PutAsync("settings/server.name", new SetSettingRequest { Value = "filer" })).As<SettingResponse>().IsDefault);
        Assert.Equal("filer", (await api.GetAsync("system/info")).As<SystemInfoResponse>().Name);
        Assert.True((await api.PutAsync("settings/server.name", new SetSettingRequest())).As<SettingResponse>().IsDefault);
        (await api.PutAsync("settings/nothing", new SetSettingRequest())).AssertProblem(HttpStatusCode.NotFound, "setting_unknown");
    }

    // With a port that the command line does not fix; disabled first, so that no test takes the real port.
    private static async Task<ApiTestClient> StartFreeAsync(DittoFsApplication application)
    {
        var api = await ApiTestClient.SignInAsync(application);
        (await api.PatchAsync("adapters/nfs", new UpdateAdapterRequest { Enabled = false })).As<AdapterResponse>();
        var overrides = application.Arguments.Overrides.Remove("Nfs:Port");
        await application.RestartAsync(arguments => arguments with { Overrides = overrides });
        return api;
    }

    private static async Task<RpcAcceptStatus> PingLockManagerAsync(AdapterResponse adapter)
    {
        await using var client = await RpcTestClient.ConnectAsync(IPEndPoint.Parse(Assert.Single(adapter.Endpoints)));
        return (await client.CallAsync(100_021, 4, 0, default)).AcceptStatus;
    }

    private static async Task CallAsync(AdapterResponse adapter)
    {
        await using var client = await NfsTestClient.ConnectAsync(IPEndPoint.Parse(adapter.Endpoints.Single()));
        await client.NullAsync();
    }
}
