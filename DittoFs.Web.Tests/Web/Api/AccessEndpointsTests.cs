using System.Net;
using DittoFs.Protocols.Nfs.V3;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Api;

/// <summary>What an NFS client is refused is found with its rule, and effective access names the same.</summary>
public sealed class AccessEndpointsTests
{
    public static TheoryData<string> Databases => TestDatabases.All;

    [Theory, MemberData(nameof(Databases))]
    public async Task Refusal_IsListedWithItsRule_AndEffectiveAccessNamesTheSame(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await StartShareAsync(application);
        await api.CreateUserAsync("alice", 1001);
        await api.CreateUserAsync("bob", 1002);
        await using var client = await ConnectAsync(application, 1001);
        var root = (await client.MountAsync("/projects")).Handle!;
        var file = (await client.CreateAsync(root, "plan")).Handle!;
        Assert.Equal(NfsV3Status.Ok, (await client.SetAttrAsync(file, mode: 0x180)).Status);
        client.Rpc.Identity = (1002, 1002, []);
        Assert.Equal(NfsV3Status.AccessDenied, (await client.ReadAsync(file, 0, 10)).Status);
        Assert.Equal(NfsV3Status.AccessDenied, (await client.ReadAsync(file, 0, 10)).Status);

        var entry = (await api.GetAsync("refusals?share=projects&user=bob")).As<RefusalListResponse>().Items.Single();
        var access = (await api.GetAsync("shares/projects/effective-access?user=bob&path=/plan&client=127.0.0.1")).As<EffectiveAccessResponse>();

        Assert.Equal(("read", "mode-bits", "/plan", "127.0.0.1", "nfs", 1002u, 2L), (entry.Operation, entry.Rule, entry.Path, entry.Client, entry.Protocol, entry.Uid, entry.Count));
        Assert.Equal((false, "mode-bits"), (access.Read.Allowed, access.Read.Rule));
        Assert.Equal("mode-bits", access.Steps[access.Read.Step].Rule);
        Assert.Equal("/plan", access.Steps[access.Read.Step].Path);
        Assert.True((await api.GetAsync("shares/projects/effective-access?user=alice&path=/plan")).As<EffectiveAccessResponse>().Write.Allowed);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Refusals_NameTheRuleOfTheShare(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await StartShareAsync(application);
        await api.CreateUserAsync("bob", 1002);
        await using var client = await ConnectAsync(application, 1002);
        var root = (await client.MountAsync("/projects")).Handle!;
        await api.PatchAsync("shares/projects", new UpdateShareRequest { ReadOnly = true });
        await client.CreateAsync(root, "a");
        Assert.Equal("read-only-share", await RuleAsync(api, "create"));

        await api.PatchAsync("shares/projects", new UpdateShareRequest { ReadOnly = false });
        await api.PutAsync("shares/projects/permissions/users/bob", new SetPermissionRequest { Permission = PermissionLevel.Read });
        await client.CreateAsync(root, "a");
        Assert.Equal("share-permission", await RuleAsync(api, "create"));

        (await api.PostAsync("users/bob/disable")).As<UserResponse>();
        await client.LookupAsync(root, "a");
        Assert.Equal("account-disabled", await RuleAsync(api, "lookup"));
        Assert.Equal("account-disabled", (await api.GetAsync("shares/projects/effective-access?user=bob")).As<EffectiveAccessResponse>().Read.Rule);

        await api.PutAsync("shares/projects/client-rules", new SetClientRulesRequest { Rules = [new ClientRuleRequest { Network = "10.0.0.0/8" }] });
        await client.MountAsync("/projects");
        Assert.Equal("client-rule", await RuleAsync(api, "mount"));
        Assert.Single((await api.GetAsync("refusals?rule=client-rule&protocol=nfs&client=127.0.0.1")).As<RefusalListResponse>().Items);
        Assert.Empty((await api.GetAsync("refusals?protocol=smb")).As<RefusalListResponse>().Items);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task EffectiveAccess_KnowsWhatComesBeforeTheShare(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await StartShareAsync(application);
        await api.CreateUserAsync("bob", 1002);

        Assert.Equal("account-protocol", (await AskAsync(api, "user=bob&protocol=smb")).Read.Rule);
        (await api.PostAsync("shares/projects/disable")).As<ShareResponse>();
        Assert.Equal("share-off", (await AskAsync(api, "user=bob")).Read.Rule);
        (await api.PatchAsync("adapters/nfs", new UpdateAdapterRequest { Enabled = false })).As<AdapterResponse>();
        Assert.Equal("protocol-off", (await AskAsync(api, "user=bob")).Read.Rule);
    }

    [Theory]
    [InlineData("user=nobody-of-this-name", HttpStatusCode.NotFound, "user_unknown")]
    [InlineData("user=admin&protocol=ftp", HttpStatusCode.BadRequest, "validation")]
    [InlineData("user=admin&client=here", HttpStatusCode.BadRequest, "validation")]
    [InlineData("user=admin&path=/a/../b", HttpStatusCode.BadRequest, "validation")]
    public async Task EffectiveAccess_OfWhatMakesNoSense_IsRefused(string query, HttpStatusCode status, string code)
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await StartShareAsync(application);

        (await api.GetAsync($"shares/projects/effective-access?{query}")).AssertProblem(status, code);
    }

    private static async Task<ApiTestClient> StartShareAsync(DittoFsApplication application)
    {
        var api = await ApiTestClient.SignInAsync(application);
        await api.CreateShareAsync("projects", PermissionLevel.ReadWrite);
        return api;
    }

    private static async Task<NfsTestClient> ConnectAsync(DittoFsApplication application, uint uid)
    {
        var client = await NfsTestClient.ConnectAsync(application.EndpointOf("nfs"));
        client.Rpc.Identity = (uid, uid, []);
        return client;
    }

    private static async Task<string> RuleAsync(ApiTestClient api, string operation) =>
        (await api.GetAsync("refusals")).As<RefusalListResponse>().Items.First(entry => entry.Operation == operation).Rule;

    private static async Task<EffectiveAccessResponse> AskAsync(ApiTestClient api, string query) =>
        (await api.GetAsync($"shares/projects/effective-access?{query}")).As<EffectiveAccessResponse>();
}
