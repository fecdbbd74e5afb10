using Microsoft.Playwright;

namespace DittoFs.E2E.Console;

/// <summary>What operators and users see of every page.</summary>
[Trait("Category", "Console")]
public sealed class RoleTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>, IAsyncLifetime
{
    // What only administrators may do, by the names of the buttons.
    private static readonly string[] Forbidden =
    [
        "New share", "New user", "New group", "Add a store", "New store", "Delete", "Change", "Empty the caches", "Collect", "Dry run", "Check the chain", "Add rule", "Save changes",
    ];

    private static readonly string[] OwnPages = ["my-shares", "me"];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => console.CloseAllAsync();

    [Fact]
    public async Task Operator_SeesEveryPage_AndMayNotChangeWhatIsNotHis()
    {
        using var api = await ConsoleApi.SignInAsync(console.Server.Address);
        await api.MakeUserAsync("olga", "operator");
        var page = await SignInAsync("olga");
        var broken = new List<string>();

        foreach (var path in ConsoleTests.Pages)
        {
            await GoAsync(page, path);
            var offered = await page.Locator("main button:visible").AllInnerTextsAsync();
            broken.AddRange(offered.Select(text => text.Trim()).Intersect(Forbidden).Select(text => $"/{path} offers “{text}”"));
            broken.AddRange(await page.GetByText("This page broke").CountAsync() > 0 ? [$"/{path} broke"] : []);
        }

        Assert.Empty(broken);
        await GoAsync(page, "shares/export");
        await Assertions.Expect(page.GetByRole(AriaRole.Note)).ToContainTextAsync("takes an administrator");
        await Picture.KeepAsync(page, "operator-share", ColorScheme.Light);
        Assert.Empty(await Axe.FindAsync(page));
        await GoAsync(page, "shares/export?tab=permissions");
        await Assertions.Expect(page.GetByLabel("Add a user or group")).ToHaveCountAsync(0);
        await GoAsync(page, "audit");
        await Assertions.Expect(page.GetByText("For administrators")).ToBeVisibleAsync();

        await GoAsync(page, "shares/export");
        await page.GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Enable" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Running", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task User_SeesHisAccountAndHisShares_AndNothingElse()
    {
        using var api = await ConsoleApi.SignInAsync(console.Server.Address);
        await api.MakeUserAsync("ursula", "user");
        await api.SendAsync(HttpMethod.Post, "shares", new { name = "secret-plans" });
        await api.SendAsync(HttpMethod.Post, "shares", new { name = "open-plans" });
        await api.SendAsync(HttpMethod.Put, "shares/open-plans/permissions/users/ursula", new { permission = "read" });
        var page = await SignInAsync("ursula");

        await page.WaitForURLAsync("**/my-shares");
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "open-plans" })).ToContainTextAsync("Read");
        await page.GetByRole(AriaRole.Row, new() { Name = "open-plans" }).GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(page.Locator("pre").Filter(new() { HasText = "vers=3" }).First).ToContainTextAsync("/open-plans");
        Assert.Equal(OwnPages.Length, await page.GetByRole(AriaRole.Navigation, new() { Name = "Console", Exact = true }).GetByRole(AriaRole.Listitem).CountAsync());
        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await Picture.KeepAsync(page, "my-shares", scheme);
            Assert.Empty(await Axe.FindAsync(page));
        }

        foreach (var path in ConsoleTests.Pages.Except(OwnPages).Append("shares/secret-plans"))
        {
            await GoAsync(page, path);
            if (path.Length > 0)
            {
                await Assertions.Expect(page.GetByText("This account uses shares only")).ToBeVisibleAsync();
            }

            Assert.DoesNotContain("secret-plans", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        }

        await GoAsync(page, "my-shares?share=secret-plans");
        Assert.DoesNotContain("secret-plans", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await GoAsync(page, "me");
        await Assertions.Expect(page.GetByRole(AriaRole.Definition).Filter(new() { HasText = "ursula" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task OpenPage_OfAnAccountThatIsDisabled_EndsAtTheSignIn()
    {
        using var api = await ConsoleApi.SignInAsync(console.Server.Address);
        await api.MakeUserAsync("otto", "operator");
        var page = await SignInAsync("otto");
        await GoAsync(page, "stores");

        await api.SendAsync(HttpMethod.Post, "users/otto/disable");

        await page.WaitForURLAsync("**/sign-in?returnUrl=%2Fstores");
        await ConsoleFixture.FillSignInAsync(page, "otto", ConsoleServer.Password);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
    }

    private async Task<IPage> SignInAsync(string name)
    {
        var page = await console.OpenStrangerAsync();
        await page.GotoAsync(new Uri(console.Server.Address, "sign-in").ToString());
        await ConsoleFixture.FillSignInAsync(page, name, ConsoleServer.Password);
        await page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
        await ConsoleFixture.ReadyAsync(page);
        return page;
    }

    private async Task GoAsync(IPage page, string path)
    {
        await page.GotoAsync(new Uri(console.Server.Address, path).ToString());
        await ConsoleFixture.ReadyAsync(page);
        await page.WaitForFunctionAsync("() => !document.querySelector('.skeleton')");
    }
}
