using System.Net;
using System.Net.Http.Headers;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.ApiKeys;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.Api;

public sealed class ApiKeysEndpointsTests
{
    public static TheoryData<string> Databases => TestDatabases.All;

    [Theory, MemberData(nameof(Databases))]
    public async Task Key_IsTheAccount_InBothHeaders_AlsoAfterARestart(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var key = await CreateAsync(await ApiTestClient.SignInAsync(application), new CreateApiKeyRequest { Name = "script" });

        Assert.Equal("admin", (await WithKeyAsync(application, HttpMethod.Get, "auth/me", key.Key)).As<UserResponse>().UserName);
        Assert.Equal(HttpStatusCode.OK, (await new ApiTestClient(application).SendAsync(HttpMethod.Get, "shares", null, request => request.Headers.Add("X-Api-Key", key.Key))).Status);
        await application.RestartAsync(_ => application.Arguments);
        Assert.Equal(HttpStatusCode.OK, (await WithKeyAsync(application, HttpMethod.Get, "shares", key.Key)).Status);
        var listed = (await (await ApiTestClient.SignInAsync(application)).GetAsync("api-keys")).As<Page<ApiKeyResponse>>().Items.Single();
        Assert.Equal(("script", "admin", "127.0.0.1"), (listed.Name, listed.User, listed.LastUsedFrom));
        Assert.NotNull(listed.LastUsedAt);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Key_IsToldOnceAndKeptAsAHash(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        var key = await CreateAsync(api, new CreateApiKeyRequest { Name = "script" });
        var secret = key.Key.Split('_', 3)[2];

        Assert.DoesNotContain(secret, (await api.GetAsync("api-keys")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, (await api.GetAsync("audit")).Text, StringComparison.Ordinal);
        await using var context = application.Services.GetRequiredService<ControlPlaneDatabase>().CreateDbContext();
        Assert.Equal(ApiKeyText.Hash(key.Key), (await context.ApiKeys.SingleAsync()).Hash);
        Assert.DoesNotContain(application.Log.Lines, line => line.ToString().Contains(secret, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Revoked_ExpiredAndForgedKeys_AreRefusedAtOnce(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        var key = await CreateAsync(api, new CreateApiKeyRequest { Name = "script" });
        var forged = key.Key[..^1] + (key.Key[^1] == 'A' ? 'B' : 'A');
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithKeyAsync(application, HttpMethod.Get, "shares", forged)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithKeyAsync(application, HttpMethod.Get, "shares", "dfs_0123456789_nothing")).Status);

        (await api.DeleteAsync($"api-keys/{key.Info.Id}")).AssertDone();
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithKeyAsync(application, HttpMethod.Get, "shares", key.Key)).Status);
        (await api.DeleteAsync($"api-keys/{key.Info.Id}")).AssertProblem(HttpStatusCode.NotFound, "api_key_unknown");

        var directory = application.Services.GetRequiredService<ApiKeyDirectory>();
        var brief = await CreateAsync(api, new CreateApiKeyRequest { Name = "brief", ExpiresAt = DateTimeOffset.UtcNow.AddHours(1) });
        Assert.Equal(HttpStatusCode.OK, (await WithKeyAsync(application, HttpMethod.Get, "shares", brief.Key)).Status);
        await using var context = application.Services.GetRequiredService<ControlPlaneDatabase>().CreateDbContext();
        await context.ApiKeys.ExecuteUpdateAsync(update => update.SetProperty(row => row.ExpiresAt, DateTime.UtcNow.AddSeconds(-1)));
        await directory.ReloadAsync(CancellationToken.None);
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithKeyAsync(application, HttpMethod.Get, "shares", brief.Key)).Status);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task DisabledAccount_DisablesItsKeys_AndADeletedOneTakesThemAlong(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var admin = await ApiTestClient.SignInAsync(application);
        await admin.CreateUserAsync("olga", 1002, AccountRole.Operator);
        var key = await CreateAsync(await ApiTestClient.SignInAsync(application, "olga", ApiTestClient.PasswordOf("olga")), new CreateApiKeyRequest { Name = "script" });
        Assert.Equal(HttpStatusCode.OK, (await WithKeyAsync(application, HttpMethod.Get, "shares", key.Key)).Status);

        (await admin.PostAsync("users/olga/disable")).As<UserResponse>();
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithKeyAsync(application, HttpMethod.Get, "shares", key.Key)).Status);
        (await admin.PostAsync("users/olga/enable")).As<UserResponse>();
        Assert.Equal(HttpStatusCode.OK, (await WithKeyAsync(application, HttpMethod.Get, "shares", key.Key)).Status);
        (await admin.DeleteAsync("users/olga")).AssertDone();
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithKeyAsync(application, HttpMethod.Get, "shares", key.Key)).Status);
        Assert.Empty((await admin.GetAsync("api-keys?all=true")).As<Page<ApiKeyResponse>>().Items);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Key_HasNoMoreRightsThanItsRoleScopesAndReadOnlySay(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        var reader = await CreateAsync(api, new CreateApiKeyRequest { Name = "reader", ReadOnly = true });
        var shares = await CreateAsync(api, new CreateApiKeyRequest { Name = "shares", Scopes = ["shares"] });
        var low = await CreateAsync(api, new CreateApiKeyRequest { Name = "low", Role = AccountRole.Operator });

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(application, HttpMethod.Get, "users", reader));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(application, HttpMethod.Post, "shares/export/disable", reader));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(application, HttpMethod.Post, "shares/export/enable", shares));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(application, HttpMethod.Get, "users", shares));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(application, HttpMethod.Get, "users", low));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(application, HttpMethod.Get, "audit", low));

        // Whoever finds a key can't make another, nor change the password.
        foreach (var key in new[] { reader, shares, low })
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(application, HttpMethod.Get, "auth/me", key));
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(application, HttpMethod.Post, "api-keys", key));
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(application, HttpMethod.Post, "auth/password", key));
        }
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Change_ByAKey_IsInTheAuditWithTheKeysName(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        var key = await CreateAsync(api, new CreateApiKeyRequest { Name = "provisioning" });
        await WithKeyAsync(application, HttpMethod.Post, "shares/export/disable", key.Key);

        var entries = (await api.GetAsync("audit?via=api-key%20provisioning")).As<Page<AuditResponse>>().Items;

        Assert.Equal([("admin", "share.disable")], entries.Select(entry => (entry.Actor, entry.Action)));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Keys_OfOthersAreForAdministrators(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var admin = await ApiTestClient.SignInAsync(application);
        await admin.CreateUserAsync("bob", 1002);
        var bob = await ApiTestClient.SignInAsync(application, "bob", ApiTestClient.PasswordOf("bob"));
        var adminKey = await CreateAsync(admin, new CreateApiKeyRequest { Name = "admins" });
        var bobKey = await CreateAsync(bob, new CreateApiKeyRequest { Name = "bobs" });

        Assert.Equal(["bobs"], (await bob.GetAsync("api-keys?all=true")).As<Page<ApiKeyResponse>>().Items.Select(key => key.Name));
        Assert.Equal(["admins", "bobs"], (await admin.GetAsync("api-keys?all=true")).As<Page<ApiKeyResponse>>().Items.Select(key => key.Name));
        (await bob.DeleteAsync($"api-keys/{adminKey.Info.Id}")).AssertProblem(HttpStatusCode.NotFound, "api_key_unknown");
        (await admin.DeleteAsync($"api-keys/{bobKey.Info.Id}")).AssertDone();
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Requests_ThatMakeNoSense_AreRefused(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        await CreateAsync(api, new CreateApiKeyRequest { Name = "script" });

        (await api.PostAsync("api-keys", new CreateApiKeyRequest { Name = "SCRIPT" })).AssertProblem(HttpStatusCode.Conflict, "api_key_exists");
        (await api.PostAsync("api-keys", new CreateApiKeyRequest { Name = "a", Scopes = ["everything"] })).AssertProblem(HttpStatusCode.BadRequest, "validation");
        (await api.PostAsync("api-keys", new CreateApiKeyRequest { Name = "b", ExpiresAt = DateTimeOffset.UtcNow.AddDays(-1) })).AssertProblem(HttpStatusCode.BadRequest, "validation");
        (await api.PostAsync("api-keys", new CreateApiKeyRequest { Name = "not a name" })).AssertProblem(HttpStatusCode.BadRequest, "validation");
    }

    private static async Task<CreatedApiKeyResponse> CreateAsync(ApiTestClient api, CreateApiKeyRequest request) => (await api.PostAsync("api-keys", request)).As<CreatedApiKeyResponse>();

    private static async Task<HttpStatusCode> StatusAsync(DittoFsApplication application, HttpMethod method, string path, CreatedApiKeyResponse key) =>
        (await WithKeyAsync(application, method, path, key.Key)).Status;

    private static Task<ApiAnswer> WithKeyAsync(DittoFsApplication application, HttpMethod method, string path, string key) => new ApiTestClient(application).SendAsync(
        method, path, method == HttpMethod.Post && (path.StartsWith("api-keys", StringComparison.Ordinal) || path.StartsWith("auth", StringComparison.Ordinal)) ? new { } : null,
        request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key));
}
