using System.CommandLine;
using System.Text.Json;
using DittoFs.Web.Hosting.Cli.Doctor;
using DittoFs.Web.Hosting.Cli.Running;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting.Cli;

/// <summary><c>doctor</c>: looks for what would keep a server from running well.</summary>
internal static class DoctorCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var json = JsonOutput.Option();
        var (command, instance) = InstanceOptions.Make(
            "doctor",
            "Checks settings, the data directory and its disk (space, sync), secrets' modes, the clock, the limit of open files, ports (rpcbind and the kernel's server too), the certificate of HTTPS, the database and the stores, "
            + "and says what to do. Nothing is changed. Exit status 1 when something has to be repaired.");
        command.Add(json);
        return command.Does(async (parsed, cancellationToken) =>
        {
            var findings = await RunAsync(instance.ReadArguments(parsed), cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.WantsJson(json))
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(findings, JsonOutput.Options));
            }
            else
            {
                Write(output, findings);
            }

            return findings.Any(finding => finding.Level == FindingLevel.Failure) ? ExitCode.Unwell : ExitCode.Success;
        });
    }

    private static async Task<List<Finding>> RunAsync(HostArguments arguments, CancellationToken cancellationToken)
    {
        ServerSettings settings;
        try
        {
            settings = SettingsLoader.Load(ConfigurationLayers.Read(arguments));
        }
        catch (SettingsException exception)
        {
            return [.. exception.Problems.Select(problem => Finding.Failure("settings", problem, "Correct it: 'dittofs config edit', or the environment."))];
        }

        List<Finding> findings = [Finding.Good("settings", "acceptable"), .. DirectoryChecks.Run(settings), .. MachineChecks.Run(settings), .. CertificateChecks.Run(settings, DateTimeOffset.UtcNow)];
        using var client = await ControlClient.FindAsync(settings.Storage.DataDirectory, cancellationToken);
        if (client is not null)
        {
            findings.AddRange(await StoreChecks.AskAsync(client, cancellationToken));
            return findings;
        }

        if (RunningServer.Find(settings.Storage.DataDirectory) is { } running)
        {
            findings.Add(Finding.Failure("server", $"process {running.Pid} runs and does not answer on its control socket", "'dittofs logs' may tell why; 'dittofs stop' ends it."));
            return findings;
        }

        findings.AddRange(PortChecks.Run(settings));
        if (Directory.Exists(settings.Storage.DataDirectory) && findings.TrueForAll(finding => finding is not { Check: "data directory", Level: FindingLevel.Failure }))
        {
            findings.AddRange(await StoreChecks.LookAsync(arguments, cancellationToken));
        }

        return findings;
    }

    private static void Write(TextWriter output, List<Finding> findings)
    {
        foreach (var finding in findings)
        {
            var word = finding.Level switch { FindingLevel.Good => "ok  ", FindingLevel.Warning => "WARN", FindingLevel.Failure => "FAIL" };
            output.WriteLine($"{word}  {finding.Check}: {finding.Text}");
            if (finding.Advice is not null)
            {
                output.WriteLine($"      {finding.Advice}");
            }
        }
    }
}
