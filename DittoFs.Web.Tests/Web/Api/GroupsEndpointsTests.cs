using System.Net;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Api;

public sealed class GroupsEndpointsTests
{
    public static TheoryData<string> Databases => TestDatabases.All;

    [Theory, MemberData(nameof(Databases))]
    public async Task Group_IsMadeChangedFilledAndDeleted(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        await api.CreateUserAsync("alice", 1001);

        var made = (await api.PostAsync("groups", new CreateGroupRequest { Name = "staff", Description = "all of us" })).As<GroupResponse>();
        Assert.Equal((10_000u, "all of us", 0), (made.Gid, made.Description, made.MemberCount));
        (await api.PutAsync("groups/staff/members/alice")).AssertDone();
        (await api.PutAsync("groups/staff/members/alice")).AssertDone();
        Assert.Equal(["alice"], (await api.GetAsync("groups/staff/members")).As<Page<MemberResponse>>().Items.Select(member => member.UserName));
        Assert.Equal(["staff"], (await api.GetAsync("users/alice")).As<UserResponse>().Groups.Select(group => group.Name));

        var changed = (await api.PatchAsync("groups/STAFF", new UpdateGroupRequest { Name = "people", Gid = 5000, Version = made.Version })).As<GroupResponse>();
        Assert.Equal(("people", 5000u, 1), (changed.Name, changed.Gid, changed.MemberCount));
        (await api.PatchAsync("groups/people", new UpdateGroupRequest { Version = made.Version })).AssertProblem(HttpStatusCode.Conflict, "changed_meanwhile");

        (await api.DeleteAsync("groups/people/members/alice")).AssertDone();
        Assert.Equal(0, (await api.GetAsync("groups")).As<Page<GroupResponse>>().Items.Single().MemberCount);
        (await api.DeleteAsync("groups/people")).AssertDone();
        (await api.GetAsync("groups/people")).AssertProblem(HttpStatusCode.NotFound, "group_unknown");
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task NamesAndGids_AreUnique(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        (await api.PostAsync("groups", new CreateGroupRequest { Name = "staff", Gid = 5000 })).As<GroupResponse>();

        (await api.PostAsync("groups", new CreateGroupRequest { Name = "Staff" })).AssertProblem(HttpStatusCode.Conflict, "group_exists");
        (await api.PostAsync("groups", new CreateGroupRequest { Name = "other", Gid = 5000 })).AssertProblem(HttpStatusCode.Conflict, "gid_taken");
        (await api.PutAsync("groups/staff/members/nobody")).AssertProblem(HttpStatusCode.NotFound, "user_unknown");
    }
}
