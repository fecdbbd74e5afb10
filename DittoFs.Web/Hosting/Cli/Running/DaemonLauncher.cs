using System.CommandLine;
using System.Diagnostics;
using System.Text;

namespace DittoFs.Web.Hosting.Cli.Running;

/// <summary>The foreground half of <c>start --daemon</c>: starts this program once more, and returns when the server is ready or has failed.</summary>
internal static class DaemonLauncher
{
    /// <summary>The hidden option that makes a process the background half. Its values are the log file, and whether the starter has a terminal.</summary>
    public const string ChildOption = "--daemon-process";

    /// <summary>Runs it; the result is the exit status.</summary>
    public static async Task<int> RunAsync(
        IEnumerable<string> arguments, string logFile, bool hasTerminal, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        // Made here, where a failure can still be told.
        LogFile.Create(logFile);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(DaemonLauncher).Assembly.Location);
        }

        foreach (var argument in (string[])[.. arguments, ChildOption, logFile, hasTerminal ? "true" : "false"])
        {
            start.ArgumentList.Add(argument);
        }

        using var child = Process.Start(start)!;
        child.StandardInput.Close();
        var (told, ready) = await ReadAsync(child.StandardOutput, cancellationToken);
        if (ready)
        {
            await console.Output.WriteAsync(told);
            await console.Output.WriteLineAsync($"The server runs in the background as process {child.Id}. 'dittofs logs' shows its log, 'dittofs stop' ends it.");
            return ExitCode.Success;
        }

        await console.Error.WriteAsync(told);
        await child.WaitForExitAsync(cancellationToken);
        return child.ExitCode == 0 ? ExitCode.StorageUnavailable : child.ExitCode;
    }

    // Up to the mark and not to the end: the runtime of the other process keeps a copy of its first standard output.
    private static async Task<(string Text, bool Ready)> ReadAsync(StreamReader output, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[1024];
        while (await output.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            text.Append(buffer, 0, read);
            if (text[^1] == DaemonProcess.ReadyMark)
            {
                return (text.ToString(0, text.Length - 1), true);
            }
        }

        return (text.ToString(), false);
    }
}
