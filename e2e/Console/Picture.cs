using Microsoft.Playwright;

namespace DittoFs.E2E.Console;

/// <summary>Pictures of pages, for somebody to look at.</summary>
internal static class Picture
{
    /// <summary>Leaves one in the folder that <c>E2E_SCREENSHOTS</c> names, if it names one.</summary>
    public static async Task KeepAsync(IPage page, string name, ColorScheme scheme)
    {
        if (Environment.GetEnvironmentVariable("E2E_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}-{scheme.ToString().ToLowerInvariant()}.png") });
        }
    }
}
