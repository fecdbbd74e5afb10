using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit.Abstractions;

namespace DittoFs.E2E.Mounts;

/// <summary>
/// Runs each script of this folder as one test, for those who want it in a test explorer. <c>e2e/run.sh</c> runs the same scripts and counts their
/// single checks, so a build runs one of the two.
/// </summary>
[Trait("Category", "Mounts")]
public sealed class MountScriptTests(ITestOutputHelper output)
{
    /// <summary>The scripts by name.</summary>
    public static TheoryData<string> Scripts => [.. Directory.GetFiles(Folder(), "*.sh").Select(path => Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Script_OfContinuousIntegrationSize_Passes(string script)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Folder(), script), "ci"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        output.WriteLine(text);
        output.WriteLine(await errors);
        Assert.True(process.ExitCode == 0, string.Join('\n', text.Split('\n').Where(line => line.StartsWith("not ok", StringComparison.Ordinal))));
    }

    private static string Folder([CallerFilePath] string sourceFile = "") => Path.GetDirectoryName(sourceFile)!;
}
