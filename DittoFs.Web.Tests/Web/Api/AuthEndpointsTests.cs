using System.Net;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Api;

public sealed class AuthEndpointsTests
{
    public static TheoryData<string> Databases => TestDatabases.All;

    [Theory, MemberData(nameof(Databases))]
    public async Task RefreshToken_WorksOnceAndItsCopyEndsTheSignIn(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);

        var second = (await RefreshAsync(api, api.Tokens!.RefreshToken)).As<TokenResponse>();
        var third = (await RefreshAsync(api, second.RefreshToken)).As<TokenResponse>();
        (await RefreshAsync(api, second.RefreshToken)).AssertProblem(HttpStatusCode.Unauthorized, "refresh_token_invalid");

        (await RefreshAsync(api, third.RefreshToken)).AssertProblem(HttpStatusCode.Unauthorized, "refresh_token_invalid");
        Assert.Contains(application.Log.Lines, line => line.Event == 3006);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Logout_EndsTheRefreshToken(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);

        (await api.PostAsync("auth/logout", new RefreshRequest { RefreshToken = api.Tokens!.RefreshToken })).AssertDone();

        (await RefreshAsync(api, api.Tokens.RefreshToken)).AssertProblem(HttpStatusCode.Unauthorized, "refresh_token_invalid");
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Tokens_OutliveARestart(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);

        await application.RestartAsync(_ => application.Arguments);

        Assert.Equal("admin", (await api.GetAsync("auth/me")).As<UserResponse>().UserName);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(application.DataDirectory, "token-signing-key")));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Password_ThatIsChanged_EndsAllTokens(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);

        (await ChangeAsync(api, "not the password", "another password")).AssertProblem(HttpStatusCode.Forbidden, "password_wrong");
        (await ChangeAsync(api, DittoFsApplication.AdministratorPassword, DittoFsApplication.AdministratorPassword)).AssertProblem(HttpStatusCode.BadRequest, "validation");
        (await ChangeAsync(api, DittoFsApplication.AdministratorPassword, "another password")).AssertDone();

        (await api.GetAsync("auth/me")).AssertProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        (await api.LoginAsync("admin", DittoFsApplication.AdministratorPassword)).AssertProblem(HttpStatusCode.Unauthorized, "sign_in_failed");
        (await api.LoginAsync("admin", "another password")).As<TokenResponse>();
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Account_ThatMustChangeItsPassword_CanDoNothingElse(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        await api.PostAsync("users", new CreateUserRequest { UserName = "eve", Password = "given by others", Role = AccountRole.Admin, MustChangePassword = true });
        var eve = await ApiTestClient.SignInAsync(application, "eve", "given by others");

        Assert.True(eve.Tokens!.MustChangePassword);
        (await eve.GetAsync("users")).AssertProblem(HttpStatusCode.Forbidden, "password_change_required");
        (await eve.GetAsync("auth/me")).As<UserResponse>();
        (await ChangeAsync(eve, "given by others", "chosen by herself")).AssertDone();

        eve = await ApiTestClient.SignInAsync(application, "eve", "chosen by herself");
        (await eve.GetAsync("users")).As<Page<UserResponse>>();
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Roles_AllowWhatTheyAreFor(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var admin = await ApiTestClient.SignInAsync(application);
        await admin.CreateUserAsync("oscar", 1001, AccountRole.Operator);
        await admin.CreateUserAsync("ursula", 1002);
        var operatorClient = await ApiTestClient.SignInAsync(application, "oscar", ApiTestClient.PasswordOf("oscar"));
        var userClient = await ApiTestClient.SignInAsync(application, "ursula", ApiTestClient.PasswordOf("ursula"));

        (await operatorClient.GetAsync("shares")).As<Page<ShareResponse>>();
        (await operatorClient.PostAsync("shares/export/disable")).As<ShareResponse>();
        (await operatorClient.DeleteAsync("shares/export")).AssertProblem(HttpStatusCode.Forbidden, "forbidden");
        (await operatorClient.PostAsync("users", new CreateUserRequest())).AssertProblem(HttpStatusCode.Forbidden, "forbidden");
        (await userClient.GetAsync("shares")).AssertProblem(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal("ursula", (await userClient.GetAsync("auth/me")).As<UserResponse>().UserName);
        (await new ApiTestClient(application).GetAsync("shares")).AssertProblem(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task SignIn_AfterManyFailures_HasToWait(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = new ApiTestClient(application);
        for (var i = 0; i < 5; i++)
        {
            (await api.LoginAsync("admin", $"guess {i}")).AssertProblem(HttpStatusCode.Unauthorized, "sign_in_failed");
        }

        var refused = await api.LoginAsync("admin", DittoFsApplication.AdministratorPassword);

        refused.AssertProblem(HttpStatusCode.TooManyRequests, "sign_in_throttled");
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task LastSignIn_IsShown_AndIsNoChangeOfTheAccount(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        var alice = await api.CreateUserAsync("alice", 1001);
        Assert.Null(alice.LastSignInAt);
        await api.LoginAsync("alice", "not the password");
        Assert.Null((await api.GetAsync("users/alice")).As<UserResponse>().LastSignInAt);

        await ApiTestClient.SignInAsync(application, "alice", ApiTestClient.PasswordOf("alice"));

        var seen = (await api.GetAsync("users/alice")).As<UserResponse>();
        Assert.InRange(seen.LastSignInAt!.Value, alice.CreatedAt, DateTime.UtcNow);
        Assert.Equal(alice.Version, seen.Version);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task SignIns_AreInTheAuditLog(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        await new ApiTestClient(application).LoginAsync("mallory", "no password of his");
        var api = await ApiTestClient.SignInAsync(application);

        var entries = (await api.GetAsync("audit?search=sign-in")).As<Page<AuditResponse>>().Items;

        Assert.Equal([("admin", true), ("mallory", false)], entries.Select(entry => (entry.Actor, entry.Succeeded)));
        Assert.All(entries, entry => Assert.Equal("127.0.0.1", entry.Address));
    }

    private static Task<ApiAnswer> RefreshAsync(ApiTestClient api, string token) => api.PostAsync("auth/refresh", new RefreshRequest { RefreshToken = token });

    private static Task<ApiAnswer> ChangeAsync(ApiTestClient api, string present, string wanted) =>
        api.PostAsync("auth/password", new ChangePasswordRequest { CurrentPassword = present, NewPassword = wanted });
}
