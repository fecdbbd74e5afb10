using System.Net;
using DittoFs.Protocols.Nlm;
using DittoFs.Protocols.Nsm;
using DittoFs.Protocols.Rpc;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Protocols.Nsm;

/// <summary>What happens to locks when the server restarts: who is told, and who may take what while the grace period lasts.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(45);

    private readonly FakeTimeProvider clock = new();
    private readonly KeptStateFile kept = new();
    private readonly ScriptedRpcCaller clients = new();
    private ScriptedFileSystem share = new();
    private NfsTestServer server = null!;
    private NlmTestClient alice = null!;
    private byte[] file = [];

    public async Task InitializeAsync() => await StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Start_NobodyHeldLocks_HasNoGraceAndTellsNobody()
    {
        await RestartAsync();
        Assert.Equal(NlmStatus.Granted, await alice.LockAsync(file, 0, 1));
        Assert.Equal(NlmStatus.DeniedGracePeriod, await alice.LockAsync(file, 0, 1, reclaim: true));
        Assert.Empty(clients.Asked);
    }

    [Fact]
    public async Task Start_AfterLocksWereHeld_GivesThemBackAndNothingNewUntilTheGraceIsOver()
    {
        await alice.LockAsync(file, 0, 1);
        await RestartAsync();
        Assert.Equal(NlmStatus.DeniedGracePeriod, await alice.LockAsync(file, 5, 1));
        Assert.Equal(NlmStatus.DeniedGracePeriod, (await alice.TestAsync(file, 0, 1)).Status);
        Assert.Equal(NlmStatus.DeniedGracePeriod, await alice.ShareAsync(file, 0, 1));
        Assert.Equal(NlmStatus.Granted, await alice.LockAsync(file, 0, 1, reclaim: true));
        Assert.Equal(NlmStatus.Granted, await alice.UnlockAsync(file, 0, 1));

        clock.Advance(Grace - TimeSpan.FromSeconds(1));
        Assert.Equal(NlmStatus.DeniedGracePeriod, await alice.LockAsync(file, 5, 1));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(NlmStatus.Granted, await alice.LockAsync(file, 5, 1));
        Assert.Equal(NlmStatus.DeniedGracePeriod, await alice.LockAsync(file, 7, 1, reclaim: true));
    }

    [Fact]
    public async Task Start_AfterLocksWereHeld_TellsTheClientByTheAddressItKnows()
    {
        await alice.LockAsync(file, 0, 1);
        await RestartAsync();
        var call = await clients.NextAsync();
        Assert.Equal((100_024u, 1u, 6u), (call.Target.Program, call.Target.Version, call.Procedure));
        Assert.Equal(new IPEndPoint(IPAddress.Parse("192.0.2.7"), 40_001), call.Target.Endpoint);
        var reader = new NfsReplyReader(call.Arguments);
        Assert.Equal("192.0.2.1"u8.ToArray(), reader.Opaque());
        Assert.Equal(3u, reader.UInt32());
    }

    [Fact]
    public async Task Start_ClientDoesNotAnswer_IsToldAgainUntilItDoes()
    {
        await alice.LockAsync(file, 0, 1);
        clients.Answer = _ => null;
        await RestartAsync();
        for (var calls = 0; calls < 6; calls++)
        {
            await AdvanceUntilAsync(() => clients.HasMore);
            await clients.NextAsync();
        }

        clients.Answer = _ => [];
        await AdvanceUntilAsync(() => clients.HasMore);
        while (clients.HasMore)
        {
            await clients.NextAsync();
        }

        clock.Advance(TimeSpan.FromHours(1));
        Assert.False(clients.HasMore);
    }

    [Fact]
    public async Task Start_SecondRestartBeforeAnything_StillKnowsTheClient()
    {
        await alice.LockAsync(file, 0, 1);
        await RestartAsync();
        await RestartAsync();
        Assert.Equal(NlmStatus.DeniedGracePeriod, await alice.LockAsync(file, 5, 1));
        Assert.Equal(5, server.Get<MonitoredClients>().State);
    }

    [Fact]
    public async Task Start_StateDamaged_HasAGracePeriod()
    {
        kept.Content = "{ no json"u8.ToArray();
        await RestartAsync();
        Assert.Equal(NlmStatus.DeniedGracePeriod, await alice.LockAsync(file, 5, 1));
        Assert.Equal(1, server.Get<MonitoredClients>().State & 1);
    }

    [Fact]
    public async Task Start_OfTheAdapterAlone_LeavesLocksAndHasNoGrace()
    {
        await alice.LockAsync(file, 0, 1);
        await server.Manager.RestartAsync("nfs", CancellationToken.None);
        Assert.Equal(NlmStatus.Granted, await alice.LockAsync(file, 5, 1));
        Assert.Equal(2, share.ListLocks(10).Count);
    }

    [Fact]
    public async Task Prune_ClientHoldsNothingForLong_IsForgotten()
    {
        await alice.LockAsync(file, 0, 1);
        await new NlmTestClient(server.Connect().Rpc, "bob").LockAsync(file, 5, 1);
        await alice.UnlockAsync(file, 0, 1);
        clock.Advance(LockService.PruneInterval);
        clock.Advance(LockService.PruneInterval);
        while (server.Get<MonitoredClients>().All.Count > 1)
        {
            await Task.Yield();
        }

        Assert.Equal("bob", Assert.Single(server.Get<MonitoredClients>().All).Name);
        Assert.DoesNotContain("alice", System.Text.Encoding.UTF8.GetString(kept.Content!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host", "host", true)]
    [InlineData("HOST", "host", true)]
    [InlineData("host", "host.example.org", true)]
    [InlineData("host", "hostess", false)]
    [InlineData("host.example.org", "host.example.com", false)]
    [InlineData("", "host", false)]
    [InlineData("", ".host", false)]
    public void AreSame_Names_DifferByTheirDomainAtMost(string left, string right, bool expected)
    {
        Assert.Equal(expected, ClientNames.AreSame(left, right));
        Assert.Equal(expected, ClientNames.AreSame(right, left));
    }

    [Fact]
    public async Task Lock_MoreClientsThanThereMayBe_IsRefused()
    {
        var all = Enumerable.Range(0, MonitoredClients.ClientsMax).Select(number => $$"""{"address":"192.0.2.7","name":"client{{number}}","serverAddress":"192.0.2.1"}""");
        kept.Content = System.Text.Encoding.UTF8.GetBytes($$"""{"state":1,"clients":[{{string.Join(',', all)}}]}""");
        await RestartAsync();
        clock.Advance(Grace);
        Assert.Equal(NlmStatus.DeniedNoLocks, await alice.LockAsync(file, 0, 1));
        Assert.Empty(share.ListLocks(10));
        Assert.Equal(NlmStatus.Granted, await new NlmTestClient(alice.Rpc, "client7").LockAsync(file, 0, 1));
    }

    private async Task RestartAsync()
    {
        await server.DisposeAsync();
        share = new ScriptedFileSystem();
        await StartAsync();
    }

    private async Task StartAsync()
    {
        server = new NfsTestServer(new ScriptedShareCatalog(share), options => options.LockGrace = Grace, clock, services =>
        {
            services.AddSingleton<IRpcCaller>(clients);
            services.AddSingleton<INsmStateFile>(kept);
        });
        await server.StartAsync();
        alice = new NlmTestClient(server.Connect().Rpc, "alice");
        var nfs = server.Connect();
        file = (await nfs.CreateAsync((await nfs.MountAsync("/export")).Handle!, "file")).Handle!;
    }

    private async Task AdvanceUntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private sealed class KeptStateFile : INsmStateFile
    {
        public byte[]? Content { get; set; }

        public byte[]? Read() => Content;

        public void Replace(ReadOnlySpan<byte> content) => Content = content.ToArray();
    }
}
