using System.Net;
using System.Text.Json;
using DittoFs.Protocols.Authentication;
using DittoFs.Protocols.Mount.V3;
using DittoFs.Protocols.Nfs.V3;
using DittoFs.Protocols.Smb;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Storage.Shares;
using DittoFs.Web.AdminConsole;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Running;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.ControlPlane.Scale;

/// <summary>
/// With 1,000 users, 200 groups and 200 shares nothing asks the database more often than with a handful: each request, page, sign-in, change and start sends as
/// many commands as before.
/// </summary>
public sealed class CommandCountTests
{
    private const int Rounds = 2;

    public static TheoryData<string> Databases => TestDatabases.All;

    [Theory, MemberData(nameof(Databases))]
    [Trait("Category", "Slow")]
    public async Task Commands_AreAsManyWithManyEntitiesAsWithFew(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        using var counter = new CommandCounter(application);
        await ManyRows.FillAsync(application, users: 12, groups: 6, shares: 3);
        var few = await MeasureAsync(application, counter);

        await ManyRows.FillAsync(application, users: 1000, groups: 200, shares: 200);
        var many = await MeasureAsync(application, counter);

        Assert.Equal(few.Keys.Order(), many.Keys.Order());
        var more = many.Where(entry => entry.Value.Count > few[entry.Key].Count)
            .Select(entry => $"{entry.Key}: {few[entry.Key].Count} before, {entry.Value.Count} now, the last one {entry.Value[^1]}");
        Assert.True(!more.Any(), string.Join('\n', more));
        Assert.All(["GET users", "GET groups", "GET shares", "GET stores", "page users", "sign in", "start"], name => Assert.InRange(many[name].Count, 1, 40));
        Assert.All(["use over NFS", "use over SMB"], name => Assert.Empty(many[name]));
        Assert.Equal(1001, (await (await ApiTestClient.SignInAsync(application)).GetAsync("users?limit=1")).As<Page<UserResponse>>().Total);
    }

    /// <summary>What each thing sends. Other work of the server may come between, so each is done more than once and its best counts.</summary>
    private static async Task<Dictionary<string, IReadOnlyList<string>>> MeasureAsync(DittoFsApplication application, CommandCounter counter)
    {
        var measured = new Dictionary<string, IReadOnlyList<string>>();
        for (var round = 0; round < Rounds; round++)
        {
            await CountAsync("start", () => application.RestartAsync(_ => application.Arguments));
            var api = await ApiTestClient.SignInAsync(application);
            foreach (var path in await ReadPathsAsync(application))
            {
                await CountAsync($"GET {path.Split('?')[0]}", async () => Assert.True((await api.GetAsync(path)).Status < HttpStatusCode.InternalServerError, path));
            }

            var cookie = await ConsoleForms.SignInAsync(application);
            foreach (var page in ConsoleRoutes.Groups.SelectMany(group => group).Concat(ConsoleRoutes.Others).Select(page => page.Path).Append("shares/share001"))
            {
                await CountAsync($"page {page}", () => ShowAsync(application, page, cookie));
            }

            await CountAsync("sign in", async () => (await api.LoginAsync("user0001", ManyRows.Password)).As<TokenResponse>());
            await CountAsync("change a user", async () => (await api.PatchAsync("users/user0001", new UpdateUserRequest { DisplayName = $"{round}" })).As<UserResponse>());
            await CountAsync("add a member", async () => (await api.PutAsync("groups/group001/members/admin")).AssertDone());
            await CountAsync("remove a member", async () => (await api.DeleteAsync("groups/group001/members/admin")).AssertDone());
            await CountAsync("set a permission", async () => (await api.PutAsync(
                "shares/share001/permissions/users/user0001", new SetPermissionRequest { Permission = PermissionLevel.ReadWrite })).AssertDone());
            await CountAsync("change a share", async () => (await api.PatchAsync("shares/share001", new UpdateShareRequest { Description = $"{round}" })).As<ShareResponse>());
            await CountAsync("use over NFS", () => UseNfsAsync(application));
            await UseSmbAsync(application, use => CountAsync("use over SMB", use));
        }

        return measured;

        async Task CountAsync(string name, Func<Task> action)
        {
            counter.Take();
            await action();
            var sent = counter.Take();
            if (!measured.TryGetValue(name, out var best) || sent.Count < best.Count)
            {
                measured[name] = sent;
            }
        }
    }

    /// <summary>Every GET of the API, of something that exists where there is one.</summary>
    private static async Task<IReadOnlyList<string>> ReadPathsAsync(DittoFsApplication application)
    {
        var document = JsonDocument.Parse(await application.Http.GetStringAsync(application.UriOf("/swagger/v1/swagger.json"))).RootElement;
        return
        [
            .. document.GetProperty("paths").EnumerateObject()
                .Where(path => path.Value.TryGetProperty("get", out _))
                .Select(path => path.Name["/api/v1/".Length..]
                    .Replace("{user}", "user0001", StringComparison.Ordinal).Replace("{share}", "share001", StringComparison.Ordinal)
                    .Replace("{group}", "group001", StringComparison.Ordinal).Replace("{use}", "block", StringComparison.Ordinal)
                    .Replace("{store}", "memory", StringComparison.Ordinal).Replace("{adapter}", "nfs", StringComparison.Ordinal)
                    .Replace("{key}", "server.name", StringComparison.Ordinal).Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)
                    + (TakesLimit(path.Value.GetProperty("get")) ? "?limit=1000"
                        : path.Name.Contains("/effective", StringComparison.Ordinal) ? "?user=user0001" : "")),
        ];
    }

    private static bool TakesLimit(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters) && parameters.EnumerateArray().Any(parameter => parameter.GetProperty("name").GetString() == "limit");

    private static async Task ShowAsync(DittoFsApplication application, string page, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, application.UriOf($"/{page}"));
        request.Headers.Add("Cookie", cookie);
        using var response = await application.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK && !text.Contains("action=\"/account/login\"", StringComparison.Ordinal), $"/{page}: {response.StatusCode}");
    }

    private static async Task UseNfsAsync(DittoFsApplication application)
    {
        await using var client = await NfsTestClient.ConnectAsync(application.EndpointOf("nfs"));
        var uid = ManyRows.FirstUid + 10_000 - 1;
        client.Rpc.Identity = (uid, uid, []);
        var (status, root) = await client.MountAsync("/share001");
        Assert.Equal(MountV3Status.Ok, status);
        Assert.Equal(NfsV3Status.Ok, (await client.LookupAsync(root!, ".")).Status);
    }

    /// <summary>Signs in, which is written down, and then lets <paramref name="count"/> count what is done in that session.</summary>
    private static async Task UseSmbAsync(DittoFsApplication application, Func<Func<Task>, Task> count)
    {
        T Get<T>() where T : notnull => application.Services.GetRequiredService<T>();
        var state = new SmbServerState(
            new SmbOptions(), Get<SmbIdentity>(), Get<IShareCatalog>(), Get<INtlmAccounts>(), Get<IAccountNames>(), Get<SmbTreeTable>(), Get<SmbMetrics>(), TimeProvider.System);
        await using var client = new SmbTestClient(state);
        var before = LastEntry();
        Assert.Equal(NtStatus.Success, await client.SignInAsync(account: Get<SmbAccountDirectory>().Find("user0001")));
        while (LastEntry() == before)
        {
            await Task.Delay(10);
        }

        await count(async () => Assert.Equal(NtStatus.Success, (await client.ConnectAsync("share001")).Status));

        long? LastEntry()
        {
            using var context = Get<ControlPlaneDatabase>().CreateDbContext();
            return context.Audit.Where(entry => entry.Action == "smb.sign-in").Max(entry => (long?)entry.Id);
        }
    }
}
