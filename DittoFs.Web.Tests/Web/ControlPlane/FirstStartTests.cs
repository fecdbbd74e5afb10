using System.Net;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.FirstStart;
using DittoFs.Web.Hosting;
using DittoFs.Web.Hosting.QuickStart;
using DittoFs.Web.Hosting.Settings;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.ControlPlane;

public sealed class FirstStartTests
{
    public static TheoryData<string> Databases => TestDatabases.All;

    [Theory]
    [InlineData(1001u, 1002u, null, null, 1001u, 1002u)]
    [InlineData(1001u, 1002u, 7u, 8u, 1001u, 1002u)]
    [InlineData(0u, 0u, 1001u, 100u, 1001u, 100u)]
    [InlineData(0u, 0u, 1001u, 0u, 1001u, 1001u)]
    [InlineData(0u, 0u, 0u, 0u, 1000u, 1000u)]
    [InlineData(0u, 0u, null, null, 1000u, 1000u)]
    public void Invoker_IsNeverRoot(uint uid, uint gid, uint? sudoUid, uint? sudoGid, uint expectedUid, uint expectedGid) =>
        Assert.Equal(new Invoker(expectedUid, expectedGid), Invoker.Choose(uid, gid, sudoUid, sudoGid));

    [Theory, MemberData(nameof(Databases))]
    public async Task QuickStart_MakesTheAdministratorAndHisShare(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);

        var admin = (await api.GetAsync("auth/me")).As<UserResponse>();
        Assert.Equal((4711u, 4712u, AccountRole.Admin, true, false), (admin.Uid, admin.Gid, admin.Role, admin.SmbAllowed, admin.MustChangePassword));
        var share = (await api.GetAsync("shares/export")).As<ShareResponse>();
        Assert.Equal((4711u, 4712u, "0770", SquashKind.RootToGuest, 4711u), (share.RootUid, share.RootGid, share.RootMode, share.Squash, share.AnonymousUid));
        Assert.Equal((PermissionLevel.ReadWrite, DurabilityKind.Local), (share.DefaultPermission, share.Durability));
        Assert.Equal(PermissionLevel.Admin, (await api.GetAsync("shares/export/permissions")).As<SharePermissionsResponse>().Users.Single(user => user.Name == "admin").Permission);
    }

    [Fact]
    public async Task QuickStart_OnceMore_KeepsTheShareAndFollowsTheFlags()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var before = (await (await ApiTestClient.SignInAsync(application)).GetAsync("shares/export")).As<ShareResponse>();

        await application.RestartAsync(arguments => arguments with
        {
            QuickStart = new QuickStartRequest { Owner = new Invoker(9, 9), TrustRoot = true, Clients = [IPNetwork.Parse("10.0.0.0/8")] },
        });
        var api = await ApiTestClient.SignInAsync(application);
        var opened = (await api.GetAsync("shares/export")).As<ShareResponse>();
        var rules = (await api.GetAsync("shares/export/client-rules")).As<ClientRuleResponse[]>();
        await application.RestartAsync();
        var closed = (await api.GetAsync("shares/export")).As<ShareResponse>();

        Assert.Equal((before.Id, 4711u, SquashKind.RootToAdmin), (opened.Id, opened.AnonymousUid, opened.Squash));
        Assert.Equal(["10.0.0.0/8", "127.0.0.0/8", "::1/128"], rules.Select(rule => rule.Network));
        Assert.Equal(SquashKind.RootToGuest, closed.Squash);
        Assert.Equal(2, (await api.GetAsync("shares/export/client-rules")).As<ClientRuleResponse[]>().Length);
        Assert.Equal(1, (await api.GetAsync("users")).As<Page<UserResponse>>().Total);
    }

    [Fact]
    public async Task GeneratedPassword_LiesInAFileUntilTheFirstSignIn()
    {
        await using var application = await DittoFsApplication.StartAsync(WithoutPassword);
        var path = Path.Combine(application.DataDirectory, "initial-admin-password");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        var password = (await File.ReadAllTextAsync(path)).Trim();
        Assert.Equal(20, password.Length);

        var api = await ApiTestClient.SignInAsync(application, "admin", password);

        Assert.True(api.Tokens!.MustChangePassword);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task GeneratedPassword_OnATerminal_IsToldOnceAndInNoFile()
    {
        await using var application = await DittoFsApplication.StartAsync(arguments => WithoutPassword(arguments) with { HasTerminal = true });
        var initial = application.Services.GetRequiredService<InitialPassword>();

        var password = initial.TakeUntold();

        Assert.Null(initial.TakeUntold());
        Assert.False(File.Exists(initial.Path));
        await ApiTestClient.SignInAsync(application, "admin", password!);
    }

    [Fact]
    public async Task GivenPassword_MayComeFromAFile()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Combine("password");
        await File.WriteAllTextAsync(path, "out of a secret file\n");
        await using var application = await DittoFsApplication.StartAsync(arguments => arguments with
        {
            Environment = arguments.Environment.Remove(InitialPassword.Variable).Add(InitialPassword.FileVariable, path),
        });

        var api = await ApiTestClient.SignInAsync(application, "admin", "out of a secret file");

        Assert.False(api.Tokens!.MustChangePassword);
        Assert.DoesNotContain(application.Log.Lines, line => line.Event == 1054);
    }

    [Fact]
    public async Task GivenPassword_ThatIsTooShort_EndsTheStart()
    {
        var exception = await Assert.ThrowsAsync<SettingsException>(() => DittoFsApplication.StartAsync(arguments => arguments with
        {
            Environment = arguments.Environment.SetItem(InitialPassword.Variable, "short"),
        }));

        Assert.Contains(InitialPassword.Variable, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("short", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClosedStart_GivesALinkThatWorksOnce()
    {
        await using var application = await DittoFsApplication.StartAsync(arguments => arguments with { QuickStart = null });
        var token = application.Services.GetRequiredService<ControlPlaneService>().SetupToken!;
        var api = new ApiTestClient(application);

        Assert.True((await api.GetAsync("setup")).As<SetupStatusResponse>().Required);
        (await api.PostAsync("setup", Request("wrong"))).AssertProblem(HttpStatusCode.Forbidden, "setup_token_invalid");
        (await api.PostAsync("setup", Request(token) with { Password = "short" })).AssertProblem(HttpStatusCode.BadRequest, "validation");
        Assert.Equal(AccountRole.Admin, (await api.PostAsync("setup", Request(token))).As<UserResponse>().Role);

        (await api.PostAsync("setup", Request(token) with { UserName = "second" })).AssertProblem(HttpStatusCode.Conflict, "setup_done");
        Assert.False((await api.GetAsync("setup")).As<SetupStatusResponse>().Required);
        await ApiTestClient.SignInAsync(application, "root", "chosen at the set-up");
        await application.RestartAsync(arguments => arguments with { QuickStart = null });
        Assert.Null(application.Services.GetRequiredService<ControlPlaneService>().SetupToken);
    }

    private static HostArguments WithoutPassword(HostArguments arguments) =>
        arguments with { Environment = arguments.Environment.Remove(InitialPassword.Variable) };

    private static SetupRequest Request(string token) => new() { Token = token, UserName = "root", Password = "chosen at the set-up" };
}
