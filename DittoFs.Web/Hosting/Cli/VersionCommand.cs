using System.CommandLine;
using System.Runtime.InteropServices;

namespace DittoFs.Web.Hosting.Cli;

/// <summary><c>version</c>: what runs here.</summary>
internal static class VersionCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("version", "Prints the version of the server and of the runtime that it runs on.");
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            output.WriteLine($"DittoFs {ProductVersion.Text} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})");
            return ExitCode.Success;
        });
        return command;
    }
}
