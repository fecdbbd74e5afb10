using Microsoft.Playwright;

namespace DittoFs.E2E.Console;

/// <summary>One server and one browser for all tests of the console; each test gets a page of its own.</summary>
public sealed class ConsoleFixture : IAsyncLifetime
{
    // The driver comes with the package; the browser is Debian's.
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright playwright = null!;
    private IBrowser browser = null!;
    private string session = "";

    /// <summary>The server.</summary>
    internal ConsoleServer Server { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Server = await ConsoleServer.StartAsync();
        playwright = await Playwright.CreateAsync();
        browser = await LaunchAsync(playwright);
        await RenewSessionAsync();
    }

    /// <summary>Signs the administrator in again, after a test that ended his session.</summary>
    public async Task RenewSessionAsync()
    {
        var page = await (await browser.NewContextAsync(Options())).NewPageAsync();
        await SignInAsync(page, ConsoleServer.Password);
        await page.WaitForURLAsync(Server.Address.ToString());
        session = await page.Context.StorageStateAsync();
        await page.Context.DisposeAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>A page of somebody who has not signed in.</summary>
    public async Task<IPage> OpenStrangerAsync(ColorScheme scheme = ColorScheme.Light) => await (await browser.NewContextAsync(Options(scheme))).NewPageAsync();

    /// <summary>A page of the administrator, ready to be used.</summary>
    public async Task<IPage> OpenAsync(string path, ColorScheme scheme = ColorScheme.Light, int width = 1440, int height = 900)
    {
        var options = Options(scheme);
        options.StorageState = session;
        options.ViewportSize = new ViewportSize { Width = width, Height = height };
        var page = await (await browser.NewContextAsync(options)).NewPageAsync();
        await page.GotoAsync(new Uri(Server.Address, path).ToString());
        await ReadyAsync(page);
        return page;
    }

    /// <summary>Closes the pages of a test: each that is left goes on drawing.</summary>
    public async Task CloseAllAsync()
    {
        foreach (var context in browser.Contexts.ToArray())
        {
            await context.DisposeAsync();
        }
    }

    /// <summary>Waits until the page is live: before that it looks ready and hears no click.</summary>
    public static Task ReadyAsync(IPage page) => page.WaitForSelectorAsync("[data-ready=true]");

    /// <summary>Debian's browser, without a window.</summary>
    internal static Task<IBrowser> LaunchAsync(IPlaywright playwright)
    {
        // How long a busy machine takes is not what these tests are about; what never comes is still told.
        Assertions.SetDefaultExpectTimeout(60_000);
        return playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = Flags });
    }

    /// <summary>Opens the sign-in page and fills it in as the administrator.</summary>
    public async Task SignInAsync(IPage page, string password)
    {
        await page.GotoAsync(new Uri(Server.Address, "sign-in").ToString());
        await FillSignInAsync(page, ConsoleServer.Administrator, password);
    }

    /// <summary>Fills in the sign-in page that <paramref name="page"/> shows.</summary>
    public static async Task FillSignInAsync(IPage page, string name, string password)
    {
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    private static BrowserNewContextOptions Options(ColorScheme scheme = ColorScheme.Light) =>
        new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce, ViewportSize = new ViewportSize { Width = 1440, Height = 900 } };
}
