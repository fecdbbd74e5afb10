using System.ComponentModel;
using System.Diagnostics;

namespace DittoFs.Ctl.Running;

/// <summary>Programs of the system, such as <c>mount</c>.</summary>
internal static class SystemProgram
{
    /// <summary>Runs one with the terminal of this process and waits for its end.</summary>
    /// <returns>Its exit code; null when there is no such program.</returns>
    public static async Task<int?> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false })!;

            // Control-C reaches it as well, from the terminal.
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
