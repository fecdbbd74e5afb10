using System.CommandLine;
using DittoFs.Web.Hosting.Cli.Running;

namespace DittoFs.Web.Hosting.Cli;

/// <summary>The verbs of the server's own command line.</summary>
internal static class ServerCommands
{
    /// <summary>Parses <paramref name="args"/> and does what they say; the result is the exit status.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="daemon">The background that this process is; null in the foreground.</param>
    public static async Task<int> RunAsync(string[] args, DaemonProcess? daemon)
    {
        var parsed = Create(daemon).Parse(args);
        if (parsed.Errors.Count > 0 && args.Length > 0)
        {
            return Refuse(parsed);
        }

        // Signals belong to the server's own lifetime, which drains calls first.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static int Refuse(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
        {
            Console.Error.WriteLine($"dittofs: {error.Message}");
        }

        Console.Error.WriteLine("dittofs: --help tells what is understood.");
        return ExitCode.Usage;
    }

    /// <summary>All verbs.</summary>
    public static RootCommand Create(DaemonProcess? daemon) => new("DittoFs serves files over NFS and SMB from one process. Run 'start --quick-start' for a first share.")
    {
        StartCommand.Create(daemon), StopCommand.Create(), StatusCommand.Create(), LogsCommand.Create(), InitCommand.Create(), MigrateCommand.Create(), ResetPasswordCommand.Create(), RotateMasterKeyCommand.Create(),
        BackupCommands.Backup(), BackupCommands.Restore(), MetadataCommands.Create(), ConfigCommands.Create(), DoctorCommand.Create(), CompletionCommand.Create(), VersionCommand.Create(),
        ReferenceCommand.Create(),
    };
}
