using Microsoft.Playwright;

namespace DittoFs.E2E.Console;

/// <summary>The way of a person who started a closed server: from the printed link to the first share.</summary>
[Trait("Category", "Console")]
public sealed class SetUpTests
{
    private const string Password = "the first administrator's";

    [Fact]
    public async Task Link_MakesTheAdministratorOnce()
    {
        await using var server = await ConsoleServer.StartAsync(isClosed: true);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await ConsoleFixture.LaunchAsync(playwright);
        var page = await browser.NewPageAsync();
        var link = (await server.FindSetUpLinkAsync()).ToString();

        await page.GotoAsync(link);
        await KeepPictureAsync(page);
        Assert.Empty(await Axe.FindAsync(page));
        await FillAsync(page, "not the same password");
        await Assertions.Expect(page.GetByLabel("Password again")).ToHaveAttributeAsync("aria-invalid", "true");

        await FillAsync(page, Password);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The administrator is made" })).ToBeVisibleAsync();

        await page.GotoAsync(link);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "There is an administrator already" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("first");
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await ConsoleFixture.ReadyAsync(page);
        await page.GotoAsync(new Uri(server.Address, "shares").ToString());
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "New share" }).First).ToBeVisibleAsync();
    }

    private static async Task FillAsync(IPage page, string repeated)
    {
        await page.GetByLabel("Name").FillAsync("first");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await page.GetByLabel("Password again").FillAsync(repeated);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the administrator" }).ClickAsync();
    }

    /// <summary>Leaves a picture of the page in the folder that <c>E2E_SCREENSHOTS</c> names, if it names one.</summary>
    private static async Task KeepPictureAsync(IPage page)
    {
        if (Environment.GetEnvironmentVariable("E2E_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, "setup-light.png") });
        }
    }
}
