using System.CommandLine;
using DittoFs.Web.Hosting.Cli.Running;

namespace DittoFs.Web.Hosting.Cli;

/// <summary><c>status</c>: how the server is.</summary>
internal static class StatusCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var json = JsonOutput.Option();
        var (command, instance) = InstanceOptions.Make(
            "status", "Tells whether a server runs on the data directory, what it listens on, and what does not run. Exit status: 0 when all is well, 1 when a part does not run, 3 when no server runs.");
        command.Add(json);
        return command.Does(async (parsed, cancellationToken) =>
        {
            var report = await StatusReport.ReadAsync(instance.ReadSettings(parsed).Storage.DataDirectory, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.WantsJson(json))
            {
                await output.WriteLineAsync(report.ToJson());
            }
            else
            {
                report.WriteTo(output, DateTime.UtcNow);
            }

            return !report.Running ? ExitCode.NotRunning : report.Ready && report.Failures.Count == 0 ? ExitCode.Success : ExitCode.Unwell;
        });
    }
}
