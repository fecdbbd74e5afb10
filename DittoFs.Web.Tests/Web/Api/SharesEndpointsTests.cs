using System.Net;
using DittoFs.Protocols.Nfs.V3;
using DittoFs.Storage.Collection;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Shares;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.Api;

public sealed class SharesEndpointsTests
{
    public static TheoryData<string> Databases => TestDatabases.All;

    [Theory, MemberData(nameof(Databases))]
    public async Task Share_RunsWhenItIsMadeAndStopsWhenItIsDeleted(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);

        var made = (await api.PostAsync("shares", new CreateShareRequest { Name = "projects", QuotaBytes = 1 << 20, Squash = SquashKind.AllToGuest })).As<ShareResponse>();
        Assert.Equal((RunState.Running, 1L << 20, SquashKind.AllToGuest, PermissionLevel.None), (made.Status.State, made.QuotaBytes, made.Squash, made.DefaultPermission));
        Assert.Equal(["export", "projects"], Running(application));

        var changed = (await api.PatchAsync("shares/projects", new UpdateShareRequest { Name = "work", QuotaBytes = 0, ReadOnly = true })).As<ShareResponse>();
        Assert.Equal(("work", null, true, made.Id), (changed.Name, changed.QuotaBytes, changed.ReadOnly, changed.Id));
        Assert.Equal(["export", "work"], Running(application));

        (await api.PostAsync("shares/work/disable")).As<ShareResponse>();
        Assert.Equal(["export"], Running(application));
        Assert.Equal(RunState.Running, (await api.PostAsync("shares/work/enable")).As<ShareResponse>().Status.State);

        (await api.DeleteAsync("shares/work")).AssertDone();
        Assert.Equal(["export"], Running(application));
        Assert.True(Directory.Exists(Path.Combine(application.DataDirectory, "blocks", made.Id.ToString("N"))) || Directory.Exists(Path.Combine(application.DataDirectory, "blocks", made.Id.ToString())));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Share_ItsEncryption_IsOfferedUntilItIsSetAndHoldsAtOnce(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);

        Assert.Equal(EncryptionKind.Offered, (await api.GetAsync("shares/export")).As<ShareResponse>().SmbEncryption);
        Assert.Equal(EncryptionKind.Off, (await api.PostAsync("shares", new CreateShareRequest { Name = "open", SmbEncryption = EncryptionKind.Off })).As<ShareResponse>().SmbEncryption);
        Assert.Equal(EncryptionKind.Required, (await api.PatchAsync("shares/export", new UpdateShareRequest { SmbEncryption = EncryptionKind.Required })).As<ShareResponse>().SmbEncryption);
        Assert.Equal(EncryptionKind.Required, (await api.PatchAsync("shares/export", new UpdateShareRequest { ReadOnly = true })).As<ShareResponse>().SmbEncryption);

        Assert.Equal((WireEncryption.Required, WireEncryption.Off), (EncryptionOf(application, "export"), EncryptionOf(application, "open")));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Share_ThatIsDeleted_ComesBackWithFilesSettingsAndHandles(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        var made = (await api.PostAsync("shares", new CreateShareRequest { Name = "projects", DefaultPermission = PermissionLevel.ReadWrite, RootMode = "0777" })).As<ShareResponse>();
        await using var client = await NfsTestClient.ConnectAsync(application.EndpointOf("nfs"));
        client.Rpc.Identity = (1001, 1001, []);
        var (_, root) = await client.MountAsync("/projects");
        var file = (await client.CreateAsync(root!, "file")).Handle!;
        Assert.Equal(NfsV3Status.Ok, (await client.WriteAsync(file, 0, "content"u8.ToArray())).Status);

        (await api.DeleteAsync("shares/projects")).AssertDone();
        Assert.Equal(NfsV3Status.BadHandle, (await client.GetAttrAsync(file)).Status);
        (await api.GetAsync("shares/projects")).AssertProblem(HttpStatusCode.NotFound, "share_unknown");
        var kept = Assert.Single((await api.GetAsync("deleted-shares")).As<Page<DeletedShareResponse>>().Items);
        Assert.Equal((made.Id, "projects", TimeSpan.FromDays(7)), (kept.Id, kept.Name, kept.KeepUntil - kept.DeletedAt));

        // Its name is free, and who has it now is another share.
        var other = (await api.PostAsync("shares", new CreateShareRequest { Name = "PROJECTS" })).As<ShareResponse>();
        Assert.NotEqual(made.Id, other.Id);
        (await api.PostAsync($"deleted-shares/{made.Id}/restore", new RestoreShareRequest())).AssertProblem(HttpStatusCode.Conflict, "share_exists");
        var restored = (await api.PostAsync($"deleted-shares/{made.Id}/restore", new RestoreShareRequest { Name = "old-projects" })).As<ShareResponse>();

        Assert.Equal((made.Id, "old-projects", RunState.Running, PermissionLevel.ReadWrite), (restored.Id, restored.Name, restored.Status.State, restored.DefaultPermission));
        Assert.Equal("content"u8.ToArray(), (await client.ReadAsync(file, 0, 100)).Data);
        Assert.Empty((await api.GetAsync("deleted-shares")).As<Page<DeletedShareResponse>>().Items);
        (await api.PostAsync($"deleted-shares/{made.Id}/restore", new RestoreShareRequest())).AssertProblem(HttpStatusCode.NotFound, "deleted_share_unknown");
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Share_WhoseTimeIsOver_IsRemovedAndTakesNothingOfOthersAlong(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        var gone = (await api.PostAsync("shares", new CreateShareRequest { Name = "gone" })).As<ShareResponse>();
        var kept = (await api.PostAsync("shares", new CreateShareRequest { Name = "kept" })).As<ShareResponse>();
        application.Services.GetRequiredService<CollectionOptions>().DeletedShareRetention = TimeSpan.Zero;
        (await api.DeleteAsync("shares/gone")).AssertDone();
        (await api.PostAsync($"deleted-shares/{gone.Id}/restore", new RestoreShareRequest())).AssertProblem(HttpStatusCode.Conflict, "deleted_share_gone");

        Assert.Empty(await application.Services.GetRequiredService<DeletedShareService>().PurgeExpiredAsync(default));

        Assert.Empty((await api.GetAsync("deleted-shares")).As<Page<DeletedShareResponse>>().Items);
        Assert.False(Directory.Exists(Path.Combine(application.DataDirectory, "blocks", gone.Id.ToString())));
        Assert.True(Directory.Exists(Path.Combine(application.DataDirectory, "blocks", kept.Id.ToString())));
        Assert.Equal(RunState.Running, (await api.GetAsync("shares/kept")).As<ShareResponse>().Status.State);
        (await api.DeleteAsync($"deleted-shares/{kept.Id}")).AssertProblem(HttpStatusCode.NotFound, "deleted_share_unknown");
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Share_IsFoundAgainAfterARestart(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        var made = await api.CreateShareAsync("projects", PermissionLevel.Read);
        var overrides = application.Arguments.Overrides;

        await application.RestartAsync(arguments => arguments with { QuickStart = null, Overrides = overrides });

        Assert.Equal(made with { Status = Stable }, (await api.GetAsync("shares/projects")).As<ShareResponse>() with { Status = Stable });
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Permissions_AreGivenListedExplainedAndTaken(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        await api.CreateShareAsync("projects");
        await api.CreateUserAsync("alice", 1001);
        (await api.PostAsync("groups", new CreateGroupRequest { Name = "staff", Gid = 5000 })).As<GroupResponse>();
        (await api.PutAsync("groups/staff/members/alice")).AssertDone();

        (await api.PutAsync("shares/projects/permissions/groups/staff", new SetPermissionRequest { Permission = PermissionLevel.ReadWrite })).AssertDone();
        Assert.Equal(PermissionLevel.ReadWrite, await EffectiveAsync(api));
        (await api.PutAsync("shares/projects/permissions/users/alice", new SetPermissionRequest { Permission = PermissionLevel.Read })).AssertDone();
        Assert.Equal(PermissionLevel.Read, await EffectiveAsync(api));

        var all = (await api.GetAsync("shares/projects/permissions")).As<SharePermissionsResponse>();
        Assert.Equal(("alice", 1001u, PermissionLevel.Read), all.Users.Select(entry => (entry.Name, entry.Number, entry.Permission)).Single());
        Assert.Equal(("staff", 5000u, PermissionLevel.ReadWrite), all.Groups.Select(entry => (entry.Name, entry.Number, entry.Permission)).Single());

        (await api.DeleteAsync("shares/projects/permissions/users/alice")).AssertDone();
        (await api.DeleteAsync("shares/projects/permissions/users/alice")).AssertProblem(HttpStatusCode.NotFound, "permission_unknown");
        (await api.DeleteAsync("groups/staff")).AssertDone();
        Assert.Equal(PermissionLevel.None, await EffectiveAsync(api));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task ClientRules_AreReplacedAddedAndRemoved(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        await api.CreateShareAsync("projects");
        const string rules = "shares/projects/client-rules";

        Assert.Equal(["127.0.0.0/8", "::1/128"], (await api.GetAsync(rules)).As<ClientRuleResponse[]>().Select(rule => rule.Network));
        var wanted = new SetClientRulesRequest { Rules = [new() { Network = "127.0.0.1" }, new() { Network = "10.0.0.0/8", ReadOnly = true }] };
        Assert.Equal([("10.0.0.0/8", true), ("127.0.0.1/32", false)], (await api.PutAsync(rules, wanted)).As<ClientRuleResponse[]>().Select(rule => (rule.Network, rule.ReadOnly)));
        Assert.Equal(2, (await api.PutAsync(rules, wanted)).As<ClientRuleResponse[]>().Length);
        var added = (await api.PostAsync(rules, new ClientRuleRequest { Network = "fd00::/8" })).As<ClientRuleResponse>();
        (await api.PostAsync(rules, new ClientRuleRequest { Network = "fd00::/8", ReadOnly = true })).AssertProblem(HttpStatusCode.Conflict, "client_rule_exists");
        (await api.PostAsync(rules, new ClientRuleRequest { Network = "10.0.0.1/8" })).AssertProblem(HttpStatusCode.BadRequest, "validation");
        (await api.DeleteAsync($"{rules}/{added.Id}")).AssertDone();
        (await api.DeleteAsync($"{rules}/{added.Id}")).AssertProblem(HttpStatusCode.NotFound, "client_rule_unknown");
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Share_WithAStoreThatIsNone_IsRefused(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);

        (await api.PostAsync("shares", new CreateShareRequest { Name = "x", BlockStore = "none" })).AssertProblem(HttpStatusCode.NotFound, "store_unknown");
        (await api.PostAsync("shares", new CreateShareRequest { Name = "EXPORT" })).AssertProblem(HttpStatusCode.Conflict, "share_exists");
        (await api.PostAsync("shares", new CreateShareRequest { Name = "far", Durability = DurabilityKind.Remote }))
            .AssertProblem(HttpStatusCode.UnprocessableEntity, "durability_needs_remote_metadata");
        (await api.PostAsync("shares", new CreateShareRequest { Name = "../etc" })).AssertProblem(HttpStatusCode.BadRequest, "validation");
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Share_OnADirectoryThatCanNotBeUsed_IsShownAsFailed(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        var path = Path.Combine(application.DataDirectory, "server-guid", "blocks");
        (await api.PostAsync("stores", new { name = "broken", use = "block", kind = "filesystem", options = new Dictionary<string, string> { ["path"] = path } })).As<StoreResponse>();

        var share = (await api.PostAsync("shares", new CreateShareRequest { Name = "broken", BlockStore = "broken" })).As<ShareResponse>();

        Assert.Equal(RunState.Failed, share.Status.State);
        Assert.NotEmpty(share.Status.Reason!);
        Assert.Equal(["export"], Running(application));
        Assert.Contains((await api.GetAsync("system/overview")).As<OverviewResponse>().Failures, failure => failure.Part == "share broken");
    }

    private static RunStatus Stable { get; } = new(RunState.Running, null, default);

    private static IEnumerable<string> Running(DittoFsApplication application) =>
        application.Services.GetRequiredService<IShareCatalog>().Shares.Select(share => share.ShareName.Value);

    private static WireEncryption EncryptionOf(DittoFsApplication application, string share) =>
        application.Services.GetRequiredService<IShareCatalog>().Shares.Single(running => running.ShareName.Value == share).WireEncryption;

    private static async Task<PermissionLevel> EffectiveAsync(ApiTestClient api) =>
        (await api.GetAsync("shares/projects/permissions/effective?user=alice")).As<EffectivePermissionResponse>().Permission;
}
