using DittoFs.Protocols.Mount.V3;
using DittoFs.Protocols.Nfs.V3;
using DittoFs.Storage.Files;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.ControlPlane;

/// <summary>What the control plane says is what an NFS client can do, from the next call on and without a new mount.</summary>
public sealed class NfsPolicyTests
{
    public static TheoryData<string> Databases => TestDatabases.All;

    [Theory, MemberData(nameof(Databases))]
    public async Task Permission_DecidesAndAChangeHoldsForTheNextCall(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await StartShareAsync(application);
        await api.CreateUserAsync("alice", 1001);
        await GrantAsync(api, "users/alice", PermissionLevel.Read);
        await using var alice = await ConnectAsync(application, 1001, 1001);
        var root = await MountAsync(alice);

        Assert.Equal(NfsV3Status.Ok, (await alice.ReadDirAsync(root)).Status);
        Assert.Equal(NfsV3Status.AccessDenied, (await alice.CreateAsync(root, "a")).Status);

        await GrantAsync(api, "users/alice", PermissionLevel.ReadWrite);
        Assert.Equal(NfsV3Status.Ok, (await alice.CreateAsync(root, "a")).Status);

        await GrantAsync(api, "users/alice", PermissionLevel.None);
        Assert.Equal(NfsV3Status.AccessDenied, (await alice.ReadDirAsync(root)).Status);

        await GrantAsync(api, "users/alice", PermissionLevel.ReadWrite);
        Assert.Equal(NfsV3Status.Ok, (await alice.ReadDirAsync(root)).Status);
        (await api.PostAsync("users/alice/disable")).As<UserResponse>();
        Assert.Equal(NfsV3Status.AccessDenied, (await alice.ReadDirAsync(root)).Status);
    }

    [Fact]
    public async Task UnknownUid_HasTheDefault()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await StartShareAsync(application);
        await using var stranger = await ConnectAsync(application, 7777, 7777);

        Assert.Equal(MountV3Status.AccessDenied, (await stranger.MountAsync("/policy")).Status);

        await SetAsync(api, new UpdateShareRequest { DefaultPermission = PermissionLevel.Read });
        var root = await MountAsync(stranger);
        Assert.Equal(NfsV3Status.Ok, (await stranger.ReadDirAsync(root)).Status);
        Assert.Equal(NfsV3Status.AccessDenied, (await stranger.CreateAsync(root, "s")).Status);
    }

    [Fact]
    public async Task Groups_OfTheControlPlaneCountBeyondThoseOfTheWire()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await StartShareAsync(application);
        await api.CreateUserAsync("bob", 1002);
        for (uint i = 0; i < 20; i++)
        {
            (await api.PostAsync("groups", new CreateGroupRequest { Name = $"g{i}", Gid = 6000 + i })).As<GroupResponse>();
            (await api.PutAsync($"groups/g{i}/members/bob")).AssertDone();
        }

        await GrantAsync(api, "groups/g19", PermissionLevel.ReadWrite);
        await using var bob = await ConnectAsync(application, 1002, 1002, [.. Enumerable.Range(6000, 16).Select(gid => (uint)gid)]);
        var root = await MountAsync(bob);
        Assert.Equal(NfsV3Status.Ok, (await bob.CreateAsync(root, "b")).Status);

        (await api.DeleteAsync("groups/g19/members/bob")).AssertDone();
        Assert.Equal(NfsV3Status.AccessDenied, (await bob.ReadDirAsync(root)).Status);

        (await api.PutAsync("groups/g19/members/bob")).AssertDone();
        Assert.Equal(NfsV3Status.Ok, (await bob.ReadDirAsync(root)).Status);
    }

    [Fact]
    public async Task Groups_OfTheControlPlaneOpenDirectoriesByTheirMode()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        (await api.PostAsync("shares", new CreateShareRequest
        {
            Name = "policy", DefaultPermission = PermissionLevel.ReadWrite, RootUid = 1, RootGid = 6000, RootMode = "0770",
        })).As<ShareResponse>();
        await api.CreateUserAsync("bob", 1002);
        (await api.PostAsync("groups", new CreateGroupRequest { Name = "staff", Gid = 6000 })).As<GroupResponse>();
        await using var bob = await ConnectAsync(application, 1002, 1002);
        var root = await MountAsync(bob);
        Assert.Equal(NfsV3Status.AccessDenied, (await bob.CreateAsync(root, "b")).Status);

        (await api.PutAsync("groups/staff/members/bob")).AssertDone();

        Assert.Equal(NfsV3Status.Ok, (await bob.CreateAsync(root, "b")).Status);
    }

    [Fact]
    public async Task ClientRules_DecideForTheNextCall()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await StartShareAsync(application);
        await SetAsync(api, new UpdateShareRequest { DefaultPermission = PermissionLevel.ReadWrite });
        await using var client = await ConnectAsync(application, 1001, 1001);
        var root = await MountAsync(client);
        Assert.Equal(NfsV3Status.Ok, (await client.CreateAsync(root, "c")).Status);

        await AllowAsync(api, new ClientRuleRequest { Network = "127.0.0.1", ReadOnly = true }, new ClientRuleRequest { Network = "127.0.0.0/8" });
        Assert.Equal(NfsV3Status.Ok, (await client.ReadDirAsync(root)).Status);
        Assert.Equal(NfsV3Status.ReadOnly, (await client.CreateAsync(root, "d")).Status);

        await AllowAsync(api, new ClientRuleRequest { Network = "10.0.0.0/8" });
        Assert.Equal(NfsV3Status.AccessDenied, (await client.ReadDirAsync(root)).Status);
        Assert.Equal(MountV3Status.AccessDenied, (await client.MountAsync("/policy")).Status);

        await AllowAsync(api);
        Assert.Equal(NfsV3Status.AccessDenied, (await client.ReadDirAsync(root)).Status);
    }

    [Fact]
    public async Task CallsThatNameNobody_FollowTheSharesPolicy()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await StartShareAsync(application);
        await SetAsync(api, new UpdateShareRequest { DefaultPermission = PermissionLevel.Read });
        await using var nobody = await NfsTestClient.ConnectAsync(application.EndpointOf("nfs"));
        nobody.Rpc.Identity = null;
        Assert.Equal(MountV3Status.AccessDenied, (await nobody.MountAsync("/policy")).Status);

        await SetAsync(api, new UpdateShareRequest { AllowAnonymous = true });

        var root = await MountAsync(nobody);
        Assert.Equal(NfsV3Status.Ok, (await nobody.ReadDirAsync(root)).Status);
    }

    [Theory]
    [InlineData(SquashKind.RootToGuest, false)]
    [InlineData(SquashKind.None, false)]
    [InlineData(SquashKind.RootToAdmin, true)]
    [InlineData(SquashKind.AllToAdmin, true)]
    public async Task RootOfAClient_IsWhatTheSquashMakesOfIt(SquashKind squash, bool mayWrite)
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await StartShareAsync(application);
        await api.CreateUserAsync("alice", 1001);
        await GrantAsync(api, "users/alice", PermissionLevel.Read);
        await using var client = await ConnectAsync(application, 1001, 1001);
        var root = await MountAsync(client);

        await SetAsync(api, new UpdateShareRequest { Squash = squash });
        client.Rpc.Identity = (0, 0, []);

        Assert.Equal(mayWrite ? NfsV3Status.Ok : NfsV3Status.AccessDenied, (await client.CreateAsync(root, "r")).Status);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Quota_HoldsForTheNextCall_AndIsWhatFsStatTells(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await StartShareAsync(application);
        await api.CreateUserAsync("alice", 1001);
        await SetAsync(api, new UpdateShareRequest { DefaultPermission = PermissionLevel.ReadWrite, QuotaBytes = 64 << 10, OwnerQuotaBytes = 16 << 10, OwnerQuotaNodes = 2 });
        await using var alice = await ConnectAsync(application, 1001, 1001);
        var root = await MountAsync(alice);
        var file = (await alice.CreateAsync(root, "a")).Handle!;

        Assert.Equal(NfsV3Status.Ok, (await alice.WriteAsync(file, 0, new byte[12 << 10], WriteStability.Unstable)).Status);
        Assert.Equal(NfsV3Status.QuotaExceeded, (await alice.WriteAsync(file, 16 << 10, new byte[1], WriteStability.Unstable)).Status);
        Assert.Equal(NfsV3Status.QuotaExceeded, (await alice.SetAttrAsync(file, size: (16 << 10) + 1)).Status);
        Assert.Equal((16UL << 10, 4UL << 10, 2UL, 1UL), await StatAsync(alice, root));
        Assert.Equal(NfsV3Status.Ok, (await alice.CreateAsync(root, "b")).Status);
        Assert.Equal(NfsV3Status.QuotaExceeded, (await alice.CreateAsync(root, "c")).Status);

        (await api.PutAsync("shares/policy/owner-quotas/1001", new SetOwnerQuotaRequest { QuotaBytes = 32 << 10, QuotaNodes = 0 })).AssertDone();
        Assert.Equal(NfsV3Status.Ok, (await alice.WriteAsync(file, 16 << 10, new byte[1], WriteStability.Unstable)).Status);
        Assert.Equal(NfsV3Status.Ok, (await alice.CreateAsync(root, "c")).Status);
        Assert.Equal((32UL << 10, 12UL << 10), await StatAsync(alice, root) is var own ? (own.BytesTotal, own.BytesFree) : default);

        var usage = (await api.GetAsync("shares/policy/usage")).As<ShareUsageResponse>();
        Assert.Equal((20L << 10, 64L << 10), (usage.Bytes, usage.QuotaBytes!.Value));
        var owner = usage.Owners.Single(row => row.Uid == 1001);
        Assert.Equal(("alice", 20L << 10, 3L, 32L << 10, null, true), (owner.UserName, owner.Bytes, owner.Nodes, owner.QuotaBytes, owner.QuotaNodes, owner.HasOwnQuota));
        Assert.Equal(new RecountResponse(usage.Bytes, usage.Nodes, 0), (await api.PostAsync("shares/policy/usage/recount")).As<RecountResponse>());

        (await api.DeleteAsync("shares/policy/owner-quotas/1001")).AssertDone();
        (await api.DeleteAsync("shares/policy/owner-quotas/1001")).AssertProblem(System.Net.HttpStatusCode.NotFound, "owner_quota_unknown");
        Assert.Equal(NfsV3Status.QuotaExceeded, (await alice.WriteAsync(file, 20 << 10, new byte[1], WriteStability.Unstable)).Status);
    }

    [Fact]
    public async Task RootOfAClient_MountsForItsUsersAndSeesNothingElse()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await StartShareAsync(application);
        await api.CreateUserAsync("alice", 1001);
        await GrantAsync(api, "users/alice", PermissionLevel.ReadWrite);
        await using var client = await ConnectAsync(application, 0, 0);

        var root = await MountAsync(client);

        Assert.Equal((NfsV3Status.Ok, NfsV3Status.Ok), ((await client.GetAttrAsync(root)).Status, (await client.FsStatAsync(root)).Status));
        Assert.Equal(NfsV3Status.AccessDenied, (await client.ReadDirAsync(root)).Status);
        Assert.Equal(NfsV3Status.AccessDenied, (await client.LookupAsync(root, "a")).Status);
        client.Rpc.Identity = (1001, 1001, []);
        Assert.Equal(NfsV3Status.Ok, (await client.CreateAsync(root, "a")).Status);

        await AllowAsync(api, new ClientRuleRequest { Network = "10.0.0.0/8" });
        client.Rpc.Identity = (0, 0, []);
        Assert.Equal((NfsV3Status.AccessDenied, MountV3Status.AccessDenied), ((await client.GetAttrAsync(root)).Status, (await client.MountAsync("/policy")).Status));
    }

    private static async Task<(ulong BytesTotal, ulong BytesFree, ulong NodesTotal, ulong NodesFree)> StatAsync(NfsTestClient client, byte[] root)
    {
        // FSSTAT3resok behind the attributes: tbytes, fbytes, abytes, tfiles, ffiles, afiles (RFC 1813 section 3.3.18).
        var reply = await client.FsStatAsync(root);
        Assert.Equal(NfsV3Status.Ok, reply.Status);
        return (At(0), At(8), At(24), At(32));

        ulong At(int offset) => System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(reply.Fields.AsSpan(offset));
    }

    private static async Task<ApiTestClient> StartShareAsync(DittoFsApplication application)
    {
        var api = await ApiTestClient.SignInAsync(application);
        await api.CreateShareAsync("policy");
        return api;
    }

    private static async Task<NfsTestClient> ConnectAsync(DittoFsApplication application, uint uid, uint gid, uint[]? groups = null)
    {
        var client = await NfsTestClient.ConnectAsync(application.EndpointOf("nfs"));
        client.Rpc.Identity = (uid, gid, groups ?? []);
        return client;
    }

    private static async Task<byte[]> MountAsync(NfsTestClient client)
    {
        var (status, handle) = await client.MountAsync("/policy");
        Assert.Equal(MountV3Status.Ok, status);
        return handle!;
    }

    private static async Task GrantAsync(ApiTestClient api, string whom, PermissionLevel level) =>
        (await api.PutAsync($"shares/policy/permissions/{whom}", new SetPermissionRequest { Permission = level })).AssertDone();

    private static async Task SetAsync(ApiTestClient api, UpdateShareRequest change) => (await api.PatchAsync("shares/policy", change)).As<ShareResponse>();

    private static async Task AllowAsync(ApiTestClient api, params ClientRuleRequest[] rules) =>
        (await api.PutAsync("shares/policy/client-rules", new SetClientRulesRequest { Rules = rules })).As<ClientRuleResponse[]>();
}
