using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Playwright;

namespace DittoFs.E2E.Console;

/// <summary>Asks axe-core whether everybody can use a page.</summary>
internal static class Axe
{
    private const string Run = """
        async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
          .filter(violation => ['serious', 'critical'].includes(violation.impact))
          .map(violation => `${violation.id} (${violation.impact}): ${violation.nodes.map(node => node.target.join(' ') + ' ' + node.failureSummary).join(' | ')}`)
        """;

    /// <summary>The serious and critical findings, in words.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(IPage page)
    {
        // Evaluated and not added as an element: the console's own policy lets no foreign script in.
        await page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(Folder(), "vendor", "axe-core", "axe.min.js")));
        var found = await page.EvaluateAsync<JsonElement>(Run);
        return [.. found.EnumerateArray().Select(entry => entry.GetString()!)];
    }

    private static string Folder([CallerFilePath] string sourceFile = "") => Path.GetDirectoryName(sourceFile)!;
}
