using System.Net;
using System.Text.Json;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Api;

public sealed class AuditEndpointsTests
{
    public static TheoryData<string> Databases => TestDatabases.All;

    [Theory, MemberData(nameof(Databases))]
    public async Task Change_IsWrittenDownWithWhatWasBeforeAndAfter(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        await api.CreateShareAsync("projects");
        await api.PatchAsync("shares/projects", new { readOnly = true });

        var entry = (await api.GetAsync("audit?action=share.change")).As<Page<AuditResponse>>().Items.Single();

        Assert.Equal(("admin", "127.0.0.1", "rest", "projects", true), (entry.Actor, entry.Address, entry.Via, entry.Subject, entry.Succeeded));
        Assert.Equal("""{"share projects":{"readOnly":false}}""", entry.Before);
        Assert.Equal("""{"share projects":{"readOnly":true}}""", entry.After);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Permission_IsNamedByShareAndUser(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        await api.CreateShareAsync("projects");
        await api.CreateUserAsync("alice", 1001);
        await api.PutAsync("shares/projects/permissions/users/alice", new { permission = "read" });
        await api.PutAsync("shares/projects/permissions/users/alice", new { permission = "read-write" });

        var entries = (await api.GetAsync("audit?action=share.permission")).As<Page<AuditResponse>>().Items;

        Assert.Equal(
            [("""{"share-user-permission alice on projects":{"permission":"Read"}}""", """{"share-user-permission alice on projects":{"permission":"ReadWrite"}}"""),
             (null, """{"share-user-permission alice on projects":{"permission":"Read"}}""")],
            entries.Select(entry => (entry.Before, entry.After)));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Secrets_AreNeverWrittenDown(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        await api.PostAsync("users", new CreateUserRequest { UserName = "alice", Password = "a very secret word", SmbAllowed = true });
        await api.PutAsync("users/alice/password", new { password = "another secret word" });
        await api.PostAsync("stores/block", new
        {
            name = "bucket", kind = "s3", options = new Dictionary<string, string> { ["bucket"] = "b", ["region"] = "eu-central-1", ["accessKey"] = "AKIDEXAMPLE", ["secretKey"] = "the-secret-of-the-bucket" },
        });

        var text = (await api.GetAsync("audit")).Text;

        Assert.Contains("(hidden)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret word", text, StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret-of-the-bucket", text, StringComparison.Ordinal);
        Assert.DoesNotContain("sealed", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Stamp", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Refusals_AreWrittenDownWithTheirReason(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var admin = await ApiTestClient.SignInAsync(application);
        await admin.CreateUserAsync("bob", 1002);
        await admin.PostAsync("users", new CreateUserRequest { UserName = "bob", Password = "a good long password" });
        var bob = await ApiTestClient.SignInAsync(application, "bob", ApiTestClient.PasswordOf("bob"));
        await bob.DeleteAsync("users/admin");

        var entries = (await admin.GetAsync("audit?succeeded=false")).As<Page<AuditResponse>>().Items;

        Assert.Equal([("bob", "api.forbidden", "DELETE /api/v1/users/admin"), ("admin", "user.create", "bob")], entries.Select(entry => (entry.Actor, entry.Action, entry.Subject)));
        Assert.Contains("already", entries[1].Detail, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task List_IsFiltered(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        await new ApiTestClient(application).LoginAsync("mallory", "no password of his");
        await api.CreateUserAsync("alice", 1001);
        var end = DateTime.UtcNow.AddMinutes(1).ToString("O");

        Assert.Equal(["user.create"], await ActionsAsync(api, "audit?actor=ADMIN&action=user.&subject=Alice"));
        Assert.Equal(["sign-in"], await ActionsAsync(api, "audit?actor=mallory"));
        Assert.Equal(["user.create", "sign-in"], (await ActionsAsync(api, "audit?via=rest&succeeded=true")).Distinct());
        Assert.Empty(await ActionsAsync(api, $"audit?from={end}"));
        Assert.NotEmpty(await ActionsAsync(api, $"audit?to={end}"));
        Assert.Equal(["user.create"], await ActionsAsync(api, "audit?limit=1"));
        (await api.GetAsync($"audit?actor={new string('a', 200)}")).AssertProblem(HttpStatusCode.BadRequest, "validation");
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Export_IsOneEntryToALineOldestFirst(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        for (var i = 0; i < 5; i++)
        {
            await api.CreateUserAsync($"user{i}", (uint)(2000 + i));
        }

        var lines = (await api.GetAsync("audit/export?action=user.create")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(["admin", "user0", "user1", "user2", "user3", "user4"], lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("subject").GetString()));
        Assert.All(lines, line => Assert.Equal(64, JsonDocument.Parse(line).RootElement.GetProperty("hash").GetString()!.Length));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Log_IsForAdministratorsAlone(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var admin = await ApiTestClient.SignInAsync(application);
        await admin.CreateUserAsync("olga", 1002, AccountRole.Operator);
        var operatorApi = await ApiTestClient.SignInAsync(application, "olga", ApiTestClient.PasswordOf("olga"));

        foreach (var path in new[] { "audit", "audit/export", "audit/verify" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await operatorApi.GetAsync(path)).Status);
        }
    }

    private static async Task<IEnumerable<string>> ActionsAsync(ApiTestClient api, string path) =>
        (await api.GetAsync(path)).As<Page<AuditResponse>>().Items.Select(entry => entry.Action);
}
