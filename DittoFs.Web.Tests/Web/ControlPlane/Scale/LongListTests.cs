using System.Net;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.ControlPlane.Scale;

/// <summary>Lists of 1,000 users and 200 groups and shares: in parts, in every order, and searched.</summary>
public sealed class LongListTests
{
    public static TheoryData<string> Databases => TestDatabases.All;

    [Theory, MemberData(nameof(Databases))]
    public async Task Lists_ComeInParts_InOrder_AndSearched(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        await ManyRows.FillAsync(application, users: 1000, groups: 200, shares: 200);
        var api = await ApiTestClient.SignInAsync(application);

        var names = new List<string>();
        for (var offset = 0; offset < 1001; offset += 300)
        {
            var page = await UsersAsync($"users?limit=300&offset={offset}");
            Assert.Equal((1001, offset, Math.Min(300, 1001 - offset)), (page.Total, page.Offset, page.Items.Count));
            names.AddRange(page.Items.Select(user => user.UserName));
        }

        Assert.Equal(Enumerable.Range(0, 1000).Select(number => $"user{number:D4}").Prepend("admin"), names);
        Assert.Equal(100, (await api.GetAsync("users")).As<Page<UserResponse>>().Items.Count);
        Assert.Equal((10, "user0500"), await UsersAsync("users?search=USER050") is var found ? (found.Total, found.Items[0].UserName) : default);
        Assert.Equal(5, found.Items[0].Groups.Count);
        Assert.Equal("user0999", await FirstUserAsync("-userName"));
        Assert.Equal("user0000", await FirstUserAsync("-uid"));
        Assert.Equal("user0999", (await UsersAsync("users?sort=uid&search=user&limit=1")).Items[0].UserName);
        Assert.Equal("admin", await FirstUserAsync("-lastSignInAt"));
        Assert.Equal("user0000", await FirstUserAsync("lastSignInAt"));
        Assert.Equal("user0000", await FirstUserAsync("createdAt"));
        Assert.Equal("admin", await FirstUserAsync("role"));
        (await api.GetAsync("users?sort=passwordHash")).AssertProblem(HttpStatusCode.BadRequest, "validation");

        var groups = (await api.GetAsync("groups?sort=-gid&limit=1000")).As<Page<GroupResponse>>();
        Assert.Equal((200, "group199", 25), (groups.Items.Count, groups.Items[0].Name, groups.Items[0].MemberCount));
        Assert.Equal("group000", (await api.GetAsync("groups?sort=memberCount&limit=1")).As<Page<GroupResponse>>().Items[0].Name);
        Assert.Equal(25, (await api.GetAsync("groups/group007/members?limit=7")).As<Page<MemberResponse>>().Total);

        var shares = (await api.GetAsync("shares?sort=createdAt&limit=1000")).As<Page<ShareResponse>>();
        Assert.Equal((201, "share199"), (shares.Total, shares.Items[0].Name));
        Assert.All(shares.Items, share => Assert.Equal(RunState.Running, share.Status.State));
        Assert.Equal(["share010"], (await api.GetAsync("shares?search=re010")).As<Page<ShareResponse>>().Items.Select(share => share.Name));

        async Task<Page<UserResponse>> UsersAsync(string path) => (await api.GetAsync(path)).As<Page<UserResponse>>();
        async Task<string> FirstUserAsync(string sort) => (await UsersAsync($"users?sort={sort}&limit=1")).Items[0].UserName;
    }
}
