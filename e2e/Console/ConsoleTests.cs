using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;

namespace DittoFs.E2E.Console;

/// <summary>Journeys through the console, in a browser, against a server with real clients.</summary>
[Trait("Category", "Console")]
public sealed class ConsoleTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>, IAsyncLifetime
{
    internal static readonly string[] Pages =
    [
        "", "feed", "sessions", "open-files", "shares", "shares/export", "shares/export?tab=mount", "shares/export?tab=permissions", "shares/export?tab=clients", "shares/export?tab=refusals", "refusals",
        "audit", "api-keys", "users", "groups", "stores", "cache", "adapters", "settings", "logs", "collection", "backup", "start", "start?step=share", "start?step=access&share=first", "me", "about",
    ];

    public static TheoryData<string, ColorScheme> PagesAndSchemes
    {
        get
        {
            var data = new TheoryData<string, ColorScheme>();
            foreach (var path in Pages)
            {
                data.Add(path, ColorScheme.Light);
                data.Add(path, ColorScheme.Dark);
            }

            return data;
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => console.CloseAllAsync();

    [Fact]
    public async Task SignIn_WithAWrongPassword_SaysSoOnThePage()
    {
        var page = await console.OpenStrangerAsync();

        await console.SignInAsync(page, "not the password");

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("wrong", new() { IgnoreCase = true });
    }

    [Fact]
    public async Task AnyPage_WithoutASession_LeadsToTheSignInAndBack()
    {
        var page = await console.OpenStrangerAsync();

        await page.GotoAsync(new Uri(console.Server.Address, "users").ToString());
        await ConsoleFixture.FillSignInAsync(page, ConsoleServer.Administrator, ConsoleServer.Password);

        await page.WaitForURLAsync(new Uri(console.Server.Address, "users").ToString());
    }

    [Fact]
    public async Task Share_MadeAndGrantedAndMounted_ShowsInOverviewAndFeed()
    {
        var page = await console.OpenAsync("groups");
        await page.GetByRole(AriaRole.Button, new() { Name = "New group" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("builders");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create group" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "builders" })).ToBeVisibleAsync();

        await GoAsync(page, "shares");
        await page.GetByRole(AriaRole.Button, new() { Name = "New share" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("projects");
        await page.GetByLabel("Everybody who is not named").SelectOptionAsync("Read and write");
        await page.GetByLabel("Mode").FillAsync("0777");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create share" }).ClickAsync();
        await page.WaitForURLAsync("**/shares/projects?tab=mount");
        var mountLine = page.Locator("pre").Filter(new() { HasText = "vers=3" }).First;
        await Assertions.Expect(mountLine).ToContainTextAsync($"port={console.Server.NfsPort}");
        var mount = await mountLine.InnerTextAsync();

        await GoAsync(page, "shares/projects?tab=permissions");
        await page.GetByLabel("Add a user or group").SelectOptionAsync("admin (user)");
        await page.GetByLabel("Permission of admin").SelectOptionAsync("Admin");
        await page.GetByLabel("Add a user or group").SelectOptionAsync("builders (group)");
        await Assertions.Expect(page.GetByText("2 changes, not saved yet")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Assertions.Expect(page.GetByText("not saved yet")).ToHaveCountAsync(0);
        await page.GetByLabel("User", new() { Exact = true }).SelectOptionAsync("admin");
        await Assertions.Expect(page.GetByRole(AriaRole.Status).GetByText("May read", new() { Exact = true })).ToBeVisibleAsync();

        await GoAsync(page, "");
        var busiest = WatchOperationsAsync(page);
        await ConsoleServer.CopyTreeFromVirtualMachineAsync(mount);
        Assert.True(await busiest > 0, "The overview counted no operation.");

        await GoAsync(page, "feed?kind=mount");
        await Assertions.Expect(page.GetByText("127.0.0.1 mounted /projects").First).ToBeVisibleAsync();
        await GoAsync(page, "feed?kind=flush");
        await Assertions.Expect(page.GetByText("of projects stored in").First).ToBeVisibleAsync(new() { Timeout = 20_000 });
    }

    [Fact]
    public async Task Share_Deleted_WantsItsNameTyped()
    {
        var page = await console.OpenAsync("shares");
        await page.GetByRole(AriaRole.Button, new() { Name = "New share" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("scratch");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create share" }).ClickAsync();
        await page.WaitForURLAsync("**/shares/scratch?tab=mount");

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var confirm = dialog.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true });
        await Assertions.Expect(confirm).ToBeDisabledAsync();
        await dialog.GetByLabel("Type scratch to confirm").FillAsync("scratch");
        await confirm.ClickAsync();

        await page.WaitForURLAsync("**/shares");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "scratch" })).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Bring scratch back" }).ClickAsync();
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("scratched");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Bring back" }).ClickAsync();
        await page.WaitForURLAsync("**/shares/scratched");
        await Assertions.Expect(page.GetByText("Running", new() { Exact = true })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await dialog.GetByLabel("Type scratched to confirm").FillAsync("scratched");
        await confirm.ClickAsync();
        await page.WaitForURLAsync("**/shares");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Deleted shares" })).ToBeVisibleAsync();
        await Picture.KeepAsync(page, "shares-deleted", ColorScheme.Light);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove scratched for good" }).ClickAsync();
        await dialog.GetByLabel("Type scratched to confirm").FillAsync("scratched");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove for good" }).ClickAsync();
        await Assertions.Expect(page.GetByText("scratched", new() { Exact = true })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Session_IsShown_AndEndedWithAReason()
    {
        var page = await console.OpenAsync("sessions?protocol=nfs");
        using var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(IPAddress.Loopback, console.Server.NfsPort);
        var row = page.GetByRole(AriaRole.Row, new() { Name = client.Client.LocalEndPoint!.ToString() });
        await Assertions.Expect(row).ToBeVisibleAsync();
        await Picture.KeepAsync(page, "sessions-one", ColorScheme.Light);
        Assert.Empty(await Axe.FindAsync(page));

        await row.GetByRole(AriaRole.Button).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Reason").FillAsync("it was left open");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Disconnect", Exact = true }).ClickAsync();

        await Assertions.Expect(row).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task OpenFiles_WithoutAny_SayWhatWouldShow()
    {
        var page = await console.OpenAsync("open-files?q=nobody-has-this-open");

        await Assertions.Expect(page.GetByText("No open file fits")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Show all" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Byte-range locks" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Collection_AsADryRun_ShowsWhatCameOfIt()
    {
        var page = await console.OpenAsync("collection");

        await page.GetByRole(AriaRole.Button, new() { Name = "Dry run of local" }).ClickAsync();

        await Assertions.Expect(page.GetByText("Done, dry run")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Last runs" }).Locator("[data-job=done]").First).ToContainTextAsync("local");
    }

    [Fact]
    public async Task Setting_IsChanged_AndOneThatIsReadAtTheStartSaysHow()
    {
        var page = await console.OpenAsync("settings?q=server.name");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change server.name" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Value").FillAsync("filer");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "server.name" })).ToContainTextAsync("Set here");

        await GoAsync(page, "settings?q=Wal:Budget");
        await page.GetByRole(AriaRole.Button, new() { Name = "How to change Wal:Budget" }).ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("DITTOFS_Wal__Budget");
    }

    [Fact]
    public async Task Logs_AreFilteredByTheAddress()
    {
        var page = await console.OpenAsync("logs?level=warning");

        await Assertions.Expect(page.Locator("[data-level=warning]").First).ToContainTextAsync("ROOT IS TRUSTED");
        await Assertions.Expect(page.Locator("[data-level=information]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task OwnSignIns_OfOthers_AreEnded_AndThisBrowserStays()
    {
        var other = await console.OpenStrangerAsync();
        await console.SignInAsync(other, ConsoleServer.Password);
        await other.WaitForURLAsync(console.Server.Address.ToString());
        var page = await console.OpenStrangerAsync();
        await console.SignInAsync(page, ConsoleServer.Password);
        await page.WaitForURLAsync(console.Server.Address.ToString());
        await GoAsync(page, "me");
        await page.GetByRole(AriaRole.Button, new() { Name = "End all others" }).ClickAsync();
        await Assertions.Expect(page.GetByText("All other sign-ins have ended")).ToBeVisibleAsync();

        await other.GotoAsync(new Uri(console.Server.Address, "users").ToString());
        await Assertions.Expect(other.GetByRole(AriaRole.Button, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await console.RenewSessionAsync();
    }

    [Fact]
    public async Task Flush_OfAllShares_ShowsItsProgressAndEnds()
    {
        var page = await console.OpenAsync("cache");

        await page.GetByRole(AriaRole.Button, new() { Name = "Flush all shares" }).ClickAsync();

        var flushes = page.GetByRole(AriaRole.Region, new() { Name = "Flushes" });
        await Assertions.Expect(flushes.Locator("[data-job=done]").First).ToContainTextAsync("all shares");
        await Assertions.Expect(page.Locator("[data-live=dirty]")).ToHaveTextAsync("0 B");
        await page.GetByRole(AriaRole.Button, new() { Name = "Empty the caches" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Empty", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("Gave back")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task NewShare_WithABadName_SaysSoAtTheField()
    {
        var page = await console.OpenAsync("shares");
        await page.GetByRole(AriaRole.Button, new() { Name = "New share" }).ClickAsync();
        var name = page.GetByLabel("Name", new() { Exact = true });
        await name.FillAsync("no spaces, please");

        await page.GetByRole(AriaRole.Button, new() { Name = "Create share" }).ClickAsync();

        await Assertions.Expect(name).ToHaveAttributeAsync("aria-invalid", "true");
        Assert.Empty(await Axe.FindAsync(page));
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("1 to 64 letters");
    }

    [Fact]
    public async Task Chart_WithTheKeyboard_ReadsPointsAloud()
    {
        var page = await console.OpenAsync("");
        var chart = page.Locator(".chart");
        await chart.FocusAsync();

        // Until the first ticks have come there is nothing to read.
        for (var press = 0; press < 300 && !(await chart.Locator("[aria-live]").InnerTextAsync()).Contains("In ", StringComparison.Ordinal); press++)
        {
            await page.Keyboard.PressAsync("ArrowLeft");
            await Task.Delay(200);
        }

        await Assertions.Expect(chart.Locator("[aria-live]")).ToContainTextAsync("In ");
        await Assertions.Expect(chart.Locator(".chart-tip")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Charts_WriteNumbersAsTheServerDoes()
    {
        var page = await console.OpenAsync("");

        foreach (var (value, unit, expected) in new[] { (0, "rate", "0 B/s"), (1_048_576, "rate", "1.00 MiB/s"), (0.012, "seconds", "12.0 ms"), (12_345, "count", "12.3k"), (0.85, "percent", "85 %") })
        {
            Assert.Equal(expected, await page.EvaluateAsync<string>("async ([value, unit]) => (await import('/charts.js')).format(value, unit)", new object[] { value, unit }));
        }
    }

    [Fact]
    public async Task Charts_CutTheAxisIntoRoundSteps()
    {
        var page = await console.OpenAsync("");

        foreach (var (max, unit, expected) in new[] { (4, "count", 1), (950, "count", 500), (4096, "size", 1024), (100_000_000, "rate", 33_554_432) })
        {
            Assert.Equal(expected, await page.EvaluateAsync<double>("async ([max, unit]) => (await import('/charts.js')).step(max, unit)", new object[] { max, unit }));
        }
    }

    [Theory]
    [MemberData(nameof(PagesAndSchemes))]
    public async Task EveryPage_InBothThemes_HasNoSeriousFinding(string path, ColorScheme scheme)
    {
        var page = await console.OpenAsync(path, scheme);
        await page.WaitForFunctionAsync("() => !document.querySelector('.skeleton')");
        await page.WaitForTimeoutAsync(1200);
        await Picture.KeepAsync(page, path.Length == 0 ? "overview" : string.Join('-', path.Replace("?tab=", "-", StringComparison.Ordinal).Split('/', '?', '=', '&')), scheme);

        Assert.Empty(await Axe.FindAsync(page));
    }

    [Fact]
    public async Task EveryPage_LoadsFromThisHostOnly()
    {
        var page = await console.OpenAsync("");
        List<string> foreign = [];
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" } uri && uri.Authority != console.Server.Address.Authority)
            {
                foreign.Add(request.Url);
            }
        };

        foreach (var path in Pages)
        {
            await GoAsync(page, path);
        }

        Assert.Empty(foreign);
    }

    [Fact]
    public async Task Search_WithTheKeyboardAlone_LeadsToAShareAndAPage()
    {
        var page = await console.OpenAsync("");

        await page.Keyboard.PressAsync("Control+k");
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Search everything" });
        await page.Keyboard.TypeAsync("expor");
        await Assertions.Expect(dialog.GetByRole(AriaRole.Link, new() { Name = "export" })).ToBeVisibleAsync();
        Assert.Empty(await Axe.FindAsync(page));
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/shares/export");
        await Assertions.Expect(dialog).ToBeHiddenAsync();

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("garbage");
        await Assertions.Expect(dialog.GetByRole(AriaRole.Link)).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/collection");
        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(dialog).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToBeHiddenAsync();
    }

    [Fact]
    public async Task EveryPage_OnAPhone_DoesNotScrollSideways()
    {
        foreach (var path in Pages)
        {
            var page = await console.OpenAsync(path, width: 390, height: 844);

            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"/{path} is wider than the screen.");
            await page.Context.DisposeAsync();
        }
    }

    private async Task GoAsync(IPage page, string path)
    {
        await page.GotoAsync(new Uri(console.Server.Address, path).ToString());
        await ConsoleFixture.ReadyAsync(page);
    }

    /// <summary>Operations a second, once the overview shows any; 0 when it shows none within five minutes.</summary>
    private static async Task<double> WatchOperationsAsync(IPage page)
    {
        var most = 0.0;
        for (var look = 0; look < 1500 && most == 0; look++)
        {
            var text = await page.Locator("[data-live=operations]").InnerTextAsync();
            most = Math.Max(most, double.Parse(text.TrimEnd('k', 'M'), CultureInfo.InvariantCulture));
            await Task.Delay(200);
        }

        return most;
    }
}
