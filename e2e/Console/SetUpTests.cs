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
        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await Picture.KeepAsync(page, "setup", scheme);
            Assert.Empty(await Axe.FindAsync(page));
        }

        await FillAsync(page, "not the same password");
        await Assertions.Expect(page.GetByLabel("Password again")).ToHaveAttributeAsync("aria-invalid", "true");

        await FillAsync(page, Password);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The administrator is made" })).ToBeVisibleAsync();

        await page.GotoAsync(link);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "There is an administrator already" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await ConsoleFixture.FillSignInAsync(page, "first", Password);
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
}
