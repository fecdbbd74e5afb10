using Microsoft.Playwright;

namespace DittoFs.E2E.Console;

/// <summary>The way of a person who started a closed server: from the printed link to a client that has the first share.</summary>
[Trait("Category", "Console")]
public sealed class SetUpTests
{
    private const string Password = "the first administrator's";
    private const string UserPassword = "correct horse battery";

    [Fact]
    public async Task Link_LeadsToAShareForAddresses_ThatAnNfsClientReaches()
    {
        await using var server = await ConsoleServer.StartAsync(isClosed: true);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await ConsoleFixture.LaunchAsync(playwright);
        var page = await browser.NewPageAsync();
        var link = (await server.FindSetUpLinkAsync()).ToString();

        await page.GotoAsync(link);
        await LookAsync(page, "setup-1-administrator");
        await FillAsync(page, "not the same password");
        await Assertions.Expect(page.GetByLabel("Password again")).ToHaveAttributeAsync("aria-invalid", "true");

        await FillAsync(page, Password);
        await page.WaitForURLAsync("**/start");
        await ConsoleFixture.ReadyAsync(page);

        await ClickAsync(page, "Test the store for content");
        await Assertions.Expect(page.Locator("[data-store-test=ok]")).ToContainTextAsync("/s");
        await LookAsync(page, "setup-2-stores");
        await page.GetByLabel("Directory on this server").FillAsync("relative");
        await ClickAsync(page, "Continue");
        await Assertions.Expect(page.GetByText("'relative' is no absolute path.")).ToBeVisibleAsync();
        await page.GetByLabel("Directory on this server").FillAsync("");
        await ClickAsync(page, "Continue");

        await page.GetByLabel("Name of the share").FillAsync("not a name");
        await ClickAsync(page, "Continue");
        await Assertions.Expect(page.GetByLabel("Name of the share")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.GetByLabel("Name of the share").FillAsync("first");
        await LookAsync(page, "setup-3-share");
        await ClickAsync(page, "Continue");

        await page.WaitForURLAsync("**step=access**");
        await page.ReloadAsync();
        await ConsoleFixture.ReadyAsync(page);
        await page.GetByLabel("Addresses", new() { Exact = true }).FillAsync("127.0.0.1, nowhere");
        await ClickAsync(page, "Make the share");
        await Assertions.Expect(page.GetByText("'nowhere' is no address")).ToBeVisibleAsync();
        await LookAsync(page, "setup-4-access");
        await page.GetByLabel("Addresses", new() { Exact = true }).FillAsync("127.0.0.1");
        await ClickAsync(page, "Make the share");

        await Assertions.Expect(page.GetByText("Share first: Running")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("pre").Filter(new() { HasText = "/first" }).First).ToContainTextAsync($"port={server.NfsPort}");
        await LookAsync(page, "setup-5-mount");
        var url = $"nfs://127.0.0.1/first?version=3&nfsport={server.NfsPort}&mountport={server.NfsPort}";
        await ConsoleServer.RunClientAsync("nfs-cp", "/etc/os-release", url.Replace("/first", "/first/copied", StringComparison.Ordinal));
        Assert.Contains("copied", await ConsoleServer.RunClientAsync("nfs-ls", url), StringComparison.Ordinal);

        await page.GotoAsync(link);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "There is an administrator already" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Link_LeadsToAShareForAPerson_ThatAnSmbClientReachesWithThePasswordAlone()
    {
        await using var server = await ConsoleServer.StartAsync(isClosed: true);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await ConsoleFixture.LaunchAsync(playwright);
        var page = await browser.NewPageAsync();
        await page.GotoAsync((await server.FindSetUpLinkAsync()).ToString());
        await FillAsync(page, Password);
        await page.WaitForURLAsync("**/start");
        await ConsoleFixture.ReadyAsync(page);

        await ClickAsync(page, "Skip");
        await page.GetByLabel("Name of the share").FillAsync("own");
        await ClickAsync(page, "Continue");
        await page.GetByRole(AriaRole.Radio, new() { Name = "A person" }).CheckAsync();
        await page.GetByLabel("Name of the account").FillAsync("alice");
        await page.GetByLabel("Password of the account").FillAsync("short");
        await page.GetByLabel("Addresses", new() { Exact = true }).FillAsync("127.0.0.1");
        await ClickAsync(page, "Make the share");
        await Assertions.Expect(page.GetByLabel("Password of the account")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.GetByLabel("Password of the account").FillAsync(UserPassword);
        await LookAsync(page, "setup-4-access-person");
        await ClickAsync(page, "Make the share");

        await Assertions.Expect(page.GetByText("Share own: Running")).ToBeVisibleAsync();
        string[] share = ["-p", $"{server.SmbPort}", "//127.0.0.1/own"];
        Assert.Contains("kept", await ConsoleServer.RunClientAsync("smbclient", [.. share, "-U", $"alice%{UserPassword}", "-c", "mkdir kept; ls"]), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => ConsoleServer.RunClientAsync("smbclient", [.. share, "-U", "alice%not the password", "-c", "ls"]));
    }

    private static Task ClickAsync(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private static async Task LookAsync(IPage page, string name)
    {
        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await page.SetViewportSizeAsync(390, 844);
            await Picture.KeepAsync(page, $"{name}-narrow", scheme);
            await page.SetViewportSizeAsync(1440, 900);
            await Picture.KeepAsync(page, name, scheme);
            Assert.Empty(await Axe.FindAsync(page));
        }
    }

    private static async Task FillAsync(IPage page, string repeated)
    {
        await page.GetByLabel("Name").FillAsync("first");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await page.GetByLabel("Password again").FillAsync(repeated);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the administrator" }).ClickAsync();
    }
}
