using System.Net;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Api;

/// <summary>Several permissions changed at once, and what that would mean.</summary>
public sealed class PermissionChangesTests
{
    private static readonly ChangePermissionsRequest Changes = new()
    {
        Users = new Dictionary<string, PermissionLevel?> { ["alice"] = null, ["bob"] = PermissionLevel.Read },
        Groups = new Dictionary<string, PermissionLevel?> { ["staff"] = PermissionLevel.Admin },
    };

    [Fact]
    public async Task Preview_TellsWhoGainsAndWhoLoses_AlsoThroughGroups_AndChangesNothing()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await PrepareAsync(application);

        var told = (await api.PostAsync("shares/projects/permissions/preview", Changes)).As<PermissionPreviewResponse>();

        // Carol is in the group and named nowhere; Alice's own entry gave more than nothing, and is gone; Bob's own entry decides alone, and is as before.
        Assert.Equal((2, 1), (told.Gaining, told.Losing));
        Assert.Equal(
            [("alice", PermissionLevel.ReadWrite, PermissionLevel.None), ("bob", PermissionLevel.None, PermissionLevel.Read), ("carol", PermissionLevel.Read, PermissionLevel.Admin)],
            told.Users.Select(user => (user.UserName, user.Before, user.After)));
        Assert.Equal("The group staff has the highest permission.", told.Users[2].WouldBeDecidedBy);
        Assert.Equal(["alice"], (await api.GetAsync("shares/projects/permissions")).As<SharePermissionsResponse>().Users.Select(user => user.Name));
    }

    [Fact]
    public async Task Changes_AreMadeTogether_WithOneEntryInTheAuditLog()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await PrepareAsync(application);
        var before = await CountAsync(api);

        (await api.PatchAsync("shares/projects/permissions", Changes)).AssertDone();

        var present = (await api.GetAsync("shares/projects/permissions")).As<SharePermissionsResponse>();
        Assert.Equal([("bob", PermissionLevel.Read)], present.Users.Select(user => (user.Name, user.Permission)));
        Assert.Equal([("staff", PermissionLevel.Admin)], present.Groups.Select(group => (group.Name, group.Permission)));
        Assert.Equal(before + 1, await CountAsync(api));
    }

    [Fact]
    public async Task Changes_WithOneThatCanNotBeMade_AreNotMadeAtAll()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await PrepareAsync(application);

        var answer = await api.PatchAsync(
            "shares/projects/permissions", Changes with { Groups = new Dictionary<string, PermissionLevel?> { ["nobody-at-all"] = PermissionLevel.Read } });

        answer.AssertProblem(HttpStatusCode.NotFound, "group_unknown");
        Assert.Equal(["alice"], (await api.GetAsync("shares/projects/permissions")).As<SharePermissionsResponse>().Users.Select(user => user.Name));
        (await api.PatchAsync("shares/projects/permissions", new ChangePermissionsRequest())).AssertProblem(HttpStatusCode.BadRequest, "validation");
    }

    private static async Task<ApiTestClient> PrepareAsync(DittoFsApplication application)
    {
        var api = await ApiTestClient.SignInAsync(application);
        await api.CreateShareAsync("projects");
        await api.CreateUserAsync("alice", 1001);
        await api.CreateUserAsync("bob", 1002);
        await api.CreateUserAsync("carol", 1003);
        (await api.PostAsync("groups", new CreateGroupRequest { Name = "staff", Gid = 5000 })).As<GroupResponse>();
        (await api.PutAsync("groups/staff/members/carol")).AssertDone();
        (await api.PutAsync("shares/projects/permissions/users/alice", new SetPermissionRequest { Permission = PermissionLevel.ReadWrite })).AssertDone();
        (await api.PutAsync("shares/projects/permissions/groups/staff", new SetPermissionRequest { Permission = PermissionLevel.Read })).AssertDone();
        return api;
    }

    private static async Task<long> CountAsync(ApiTestClient api) => (await api.GetAsync("audit?action=share.permission")).Body.GetProperty("total").GetInt64();
}
