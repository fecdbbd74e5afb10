using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace DittoFs.E2E.Console;

/// <summary>The console below a path of a host that nginx serves: no page, link, form, cookie or connection may leave that path.</summary>
[Trait("Category", "Console")]
public sealed class PathBaseTests : IAsyncLifetime
{
    private const string Prefix = "/files";

    private static readonly string[] OwnUrls = ["http", "https", "ws", "wss"];

    private ConsoleServer server = null!;
    private ProxyServer proxy = null!;
    private IPlaywright playwright = null!;
    private IBrowser browser = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        server = await ConsoleServer.StartAsync(pathBase: Prefix);
        proxy = await ProxyServer.StartAsync(server.Address, Prefix);
        playwright = await Playwright.CreateAsync();
        browser = await ConsoleFixture.LaunchAsync(playwright);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        await proxy.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task EveryPage_StaysBelowThePath()
    {
        var page = await browser.NewPageAsync();
        List<string> strays = [];
        page.Request += (_, request) => Check(strays, request.Url);
        page.WebSocket += (_, socket) => Check(strays, socket.Url);
        page.Response += (_, response) =>
        {
            if (response.Status >= 400)
            {
                strays.Add($"{response.Status} {response.Url}");
            }
        };
        await SignInAsync(page, "users");
        await page.WaitForURLAsync(At("users"));
        Assert.All(await page.Context.CookiesAsync(), cookie => Assert.Equal(Prefix, cookie.Path));

        foreach (var path in ConsoleTests.Pages)
        {
            await page.GotoAsync(At(path));
            await ConsoleFixture.ReadyAsync(page);
            foreach (var url in await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('a[href]')].map(a => a.href).concat([...document.forms].map(form => form.action))"))
            {
                Check(strays, url);
            }
        }

        Assert.Empty(strays);
    }

    [Fact]
    public async Task Person_SignsIn_ChangesSomething_DownloadsTheAudit_AndSignsOut()
    {
        var page = await browser.NewPageAsync();
        await SignInAsync(page, "");
        await page.WaitForURLAsync(At(""));
        await ConsoleFixture.ReadyAsync(page);
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Console", Exact = true }).GetByRole(AriaRole.Link, new() { Name = "Groups" }).ClickAsync();
        await page.WaitForURLAsync(At("groups"));
        await page.GetByRole(AriaRole.Button, new() { Name = "New group" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("builders");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create group" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "builders" })).ToBeVisibleAsync();

        await page.GotoAsync(At("audit"));
        await ConsoleFixture.ReadyAsync(page);
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export" }).ClickAsync());
        Assert.Contains("group.create", await File.ReadAllTextAsync((await download.PathAsync())!), StringComparison.Ordinal);
        Assert.Equal(200, await page.EvaluateAsync<int>("async () => (await fetch('hubs/console/negotiate?negotiateVersion=1', { method: 'POST' })).status"));

        await page.GotoAsync(At("nowhere"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Go to the overview" }).ClickAsync();
        await page.WaitForURLAsync(At(""));
        await ConsoleFixture.ReadyAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Account admin" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.WaitForURLAsync(At("sign-in"));
    }

    [Fact]
    public async Task SwaggerPage_CallsTheApiBelowThePath()
    {
        var page = await browser.NewPageAsync();
        await page.GotoAsync(At("swagger/"));
        await page.Locator("#operations-Set-up-GetSetup").GetByRole(AriaRole.Button).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Try it out" }).ClickAsync();

        var answer = await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync(), response => response.Url.EndsWith("/api/v1/setup", StringComparison.Ordinal));

        Assert.Equal((At("api/v1/setup"), 200), (answer.Url, answer.Status));
    }

    [Fact]
    public async Task Api_TellsAddressesBelowThePath()
    {
        using var http = new HttpClient { BaseAddress = new Uri(proxy.Address, "api/v1/") };
        using var login = await http.PostAsJsonAsync("auth/login", new { userName = ConsoleServer.Administrator, password = ConsoleServer.Password });
        using var tokens = JsonDocument.Parse(await login.Content.ReadAsStringAsync());
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.RootElement.GetProperty("accessToken").GetString());

        using var made = await http.PostAsJsonAsync("groups", new { name = "crew" });

        Assert.Equal($"{Prefix}/api/v1/groups/crew", made.Headers.Location?.ToString());
        using var found = await http.GetAsync(new Uri(proxy.Address, made.Headers.Location!));
        Assert.True(found.IsSuccessStatusCode);
    }

    private static void Check(List<string> strays, string url)
    {
        if (new Uri(url) is var uri && OwnUrls.Contains(uri.Scheme) && !$"{uri.AbsolutePath}/".StartsWith($"{Prefix}/", StringComparison.Ordinal))
        {
            strays.Add(url);
        }
    }

    private string At(string path) => new Uri(proxy.Address, path).ToString();

    private async Task SignInAsync(IPage page, string path)
    {
        await page.GotoAsync(At(path));
        await ConsoleFixture.FillSignInAsync(page, ConsoleServer.Administrator, ConsoleServer.Password);
    }
}
