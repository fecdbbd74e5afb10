using Microsoft.Playwright;

namespace DittoFs.E2E.Console;

/// <summary>What a page does when its connection breaks, and when its server was started again.</summary>
[Trait("Category", "Console")]
public sealed class ReconnectTests
{
    // The times of the samples that the page's charts hold, in milliseconds since the epoch.
    private const string ReadTimes = """
        async () => {
          const url = performance.getEntriesByType('resource').map(entry => entry.name).find(name => /\/charts[^/]*\.js/.test(name));
          return (await import(url)).points(1, 0, 9e15, 9e15).map(point => point[0]);
        }
        """;

    [Fact]
    public async Task Page_WhoseServerIsStartedAgain_IsThereAgainByItself()
    {
        await using var server = await ConsoleServer.StartAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await ConsoleFixture.LaunchAsync(playwright);
        var page = await SignInAsync(browser, new Uri(server.Address, "settings?q=Wal"));
        await page.EvaluateAsync("() => { window.before = true; }");

        await server.RestartAsync();

        await page.WaitForFunctionAsync("() => !window.before && document.querySelector('[data-ready=true]')", null, new() { Timeout = 120_000 });
        Assert.EndsWith("/settings?q=Wal", page.Url, StringComparison.Ordinal);
        await Assertions.Expect(page.GetByLabel("Find a setting")).ToHaveValueAsync("Wal");
    }

    [Fact]
    public async Task Charts_AfterALostConnection_HaveNoGap()
    {
        const string Prefix = "/files";
        await using var server = await ConsoleServer.StartAsync(pathBase: Prefix);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await ConsoleFixture.LaunchAsync(playwright);
        var proxy = await ProxyServer.StartAsync(server.Address, Prefix);
        var port = proxy.Address.Port;
        var page = await SignInAsync(browser, proxy.Address);
        await page.EvaluateAsync("() => { window.before = true; }");
        await WaitForSampleAsync(page, 0);

        await proxy.DisposeAsync();
        var lost = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await Assertions.Expect(page.GetByText("Connection lost")).ToBeVisibleAsync();
        await page.WaitForTimeoutAsync(4000);
        var back = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await using var again = await ProxyServer.StartAsync(server.Address, Prefix, port);

        await WaitForSampleAsync(page, back + 1000);
        Assert.True(await page.EvaluateAsync<bool>("() => window.before"), "The page was loaded anew.");
        var times = await page.EvaluateAsync<double[]>(ReadTimes);
        Assert.True(times.Count(time => time > lost + 500 && time < back) >= 2, $"Nothing between {lost} and {back} in {string.Join(", ", times)}.");
    }

    // A promise is as good as true to a function that is waited for, so that the asking is done here.
    private static async Task WaitForSampleAsync(IPage page, double after)
    {
        for (var look = 0; !(await page.EvaluateAsync<double[]>(ReadTimes)).Any(time => time > after); look++)
        {
            Assert.True(look < 600, "No sample came.");
            await page.WaitForTimeoutAsync(200);
        }
    }

    private static async Task<IPage> SignInAsync(IBrowser browser, Uri target)
    {
        var page = await browser.NewPageAsync();
        await page.GotoAsync(target.ToString());
        await ConsoleFixture.FillSignInAsync(page, ConsoleServer.Administrator, ConsoleServer.Password);
        await page.WaitForURLAsync(target.ToString());
        await ConsoleFixture.ReadyAsync(page);
        return page;
    }
}
