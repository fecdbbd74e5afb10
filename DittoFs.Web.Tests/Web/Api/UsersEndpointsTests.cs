using System.Net;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Api;

public sealed class UsersEndpointsTests
{
    public static TheoryData<string> Databases => TestDatabases.All;

    [Theory, MemberData(nameof(Databases))]
    public async Task User_IsMadeReadChangedAndDeleted(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);

        var made = await api.CreateUserAsync("alice", 1001);
        Assert.Equal(("alice", 1001u, 1001u, AccountRole.User, true), (made.UserName, made.Uid, made.Gid, made.Role, made.Enabled));
        Assert.Equal(made.Id, (await api.GetAsync("users/ALICE")).As<UserResponse>().Id);
        var changed = (await api.PatchAsync($"users/{made.Id}", new UpdateUserRequest { DisplayName = "Alice", Email = "a@example.org", Uid = 1002 })).As<UserResponse>();
        Assert.Equal(("Alice", "a@example.org", 1002u, 1001u), (changed.DisplayName, changed.Email, changed.Uid, changed.Gid));
        Assert.Equal(["admin", "alice"], (await api.GetAsync("users")).As<Page<UserResponse>>().Items.Select(user => user.UserName));

        (await api.DeleteAsync("users/alice")).AssertDone();
        (await api.GetAsync("users/alice")).AssertProblem(HttpStatusCode.NotFound, "user_unknown");
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task NamesAndUids_AreUnique(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        await api.CreateUserAsync("alice", 1001);
        var bob = await api.CreateUserAsync("bob", 1002);

        (await api.PostAsync("users", New("ALICE", 1003))).AssertProblem(HttpStatusCode.Conflict, "user_exists");
        (await api.PostAsync("users", New("carol", 1001))).AssertProblem(HttpStatusCode.Conflict, "uid_taken");
        (await api.PatchAsync("users/bob", new UpdateUserRequest { UserName = "Alice" })).AssertProblem(HttpStatusCode.Conflict, "user_exists");
        (await api.PatchAsync("users/bob", new UpdateUserRequest { Uid = 1001 })).AssertProblem(HttpStatusCode.Conflict, "uid_taken");
        Assert.Equal(bob.Version, (await api.GetAsync("users/bob")).As<UserResponse>().Version);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Change_ForAnOldVersion_IsRefused(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        var made = await api.CreateUserAsync("alice", 1001);

        (await api.PatchAsync("users/alice", new UpdateUserRequest { DisplayName = "A", Version = made.Version })).As<UserResponse>();

        (await api.PatchAsync("users/alice", new UpdateUserRequest { DisplayName = "B", Version = made.Version })).AssertProblem(HttpStatusCode.Conflict, "changed_meanwhile");
        Assert.Equal("A", (await api.GetAsync("users/alice")).As<UserResponse>().DisplayName);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task LastAdministrator_Stays(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);

        (await api.DeleteAsync("users/admin")).AssertProblem(HttpStatusCode.Conflict, "last_administrator");
        (await api.PostAsync("users/admin/disable")).AssertProblem(HttpStatusCode.Conflict, "last_administrator");
        (await api.PatchAsync("users/admin", new UpdateUserRequest { Role = AccountRole.Operator })).AssertProblem(HttpStatusCode.Conflict, "last_administrator");

        var second = await api.CreateUserAsync("second", 2000, AccountRole.Admin);
        (await api.PostAsync($"users/{second.Id}/disable")).As<UserResponse>();
        (await api.DeleteAsync("users/admin")).AssertProblem(HttpStatusCode.Conflict, "last_administrator");
        (await api.PostAsync($"users/{second.Id}/enable")).As<UserResponse>();
        (await api.DeleteAsync("users/admin")).AssertDone();
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task DisabledUser_LosesItsTokensAtOnce(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        await api.CreateUserAsync("alice", 1001, AccountRole.Operator);
        var alice = await ApiTestClient.SignInAsync(application, "alice", ApiTestClient.PasswordOf("alice"));
        (await alice.GetAsync("users")).As<Page<UserResponse>>();

        (await api.PostAsync("users/alice/disable")).As<UserResponse>();

        (await alice.GetAsync("users")).AssertProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        (await alice.PostAsync("auth/refresh", new RefreshRequest { RefreshToken = alice.Tokens!.RefreshToken })).AssertProblem(HttpStatusCode.Unauthorized, "refresh_token_invalid");
        (await alice.LoginAsync("alice", ApiTestClient.PasswordOf("alice"))).AssertProblem(HttpStatusCode.Unauthorized, "sign_in_failed");
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Lists_TakeOffsetLimitAndSearch(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        await api.CreateUserAsync("bob", 1002);
        await api.CreateUserAsync("bobby", 1003);

        var page = (await api.GetAsync("users?search=BOB&offset=1&limit=1")).As<Page<UserResponse>>();

        Assert.Equal((2, 1, 1, "bobby"), (page.Total, page.Offset, page.Limit, Assert.Single(page.Items).UserName));
        (await api.GetAsync("users?limit=0")).AssertProblem(HttpStatusCode.BadRequest, "validation");
        (await api.GetAsync("users?offset=-1")).AssertProblem(HttpStatusCode.BadRequest, "validation");
        (await api.GetAsync("users?limit=many")).AssertProblem(HttpStatusCode.BadRequest, "request_malformed");
    }

    [Theory]
    [InlineData("", "long enough", "userName")]
    [InlineData("with space", "long enough", "userName")]
    [InlineData("0199a0c4-0000-7000-8000-000000000000", "long enough", "userName")]
    [InlineData("dora", "short", "password")]
    [InlineData("dora.dora.dora", "Dora.Dora.Dora", "password")]
    [InlineData("dora", "aaaaaaaaaaaaaaaa", "password")]
    public async Task Fields_ThatAreWrong_AreNamed(string name, string password, string field)
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);

        var answer = await api.PostAsync("users", new CreateUserRequest { UserName = name, Password = password });

        answer.AssertProblem(HttpStatusCode.BadRequest, "validation");
        Assert.Equal([field], answer.Body.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    private static CreateUserRequest New(string name, uint uid) => new() { UserName = name, Password = ApiTestClient.PasswordOf(name), Uid = uid };
}
