using System.CommandLine;
using DittoFs.Web.Hosting.Cli.Running;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting.Cli;

/// <summary><c>start</c>: runs the server until it is told to stop.</summary>
internal static class StartCommand
{
    /// <summary>Makes the verb.</summary>
    /// <param name="daemon">The background that this process is; null in the foreground.</param>
    public static Command Create(DaemonProcess? daemon)
    {
        var options = new StartOptions();
        var command = new Command(
            "start",
            "Runs the server in the foreground until it gets SIGTERM or SIGINT, or in the background with --daemon. The shares that it runs are those of its data directory.");
        options.AddTo(command);
        return command.Does((parsed, cancellationToken) => RunAsync(options, parsed, daemon, cancellationToken));
    }

    private static Task<int> RunAsync(StartOptions options, ParseResult parsed, DaemonProcess? daemon, CancellationToken cancellationToken)
    {
        var console = parsed.InvocationConfiguration;
        var arguments = options.Read(parsed, daemon?.HasTerminal ?? !Console.IsOutputRedirected);
        if (daemon is not null)
        {
            return RunDaemonAsync(arguments, options.PidFile(parsed), daemon, cancellationToken);
        }

        return options.Daemon(parsed)
            ? LaunchAsync(options, parsed, arguments, cancellationToken)
            : ServeAsync(arguments, console.Output, ready: null, cancellationToken);
    }

    private static async Task<int> ServeAsync(HostArguments arguments, TextWriter output, Action? ready, CancellationToken cancellationToken)
    {
        await using var server = DittoFsHost.Build(arguments);
        await server.StartAsync(cancellationToken);
        StartReport.Create(server.Services).WriteTo(output);
        ready?.Invoke();
        await server.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Success;
    }

    private static Task<int> LaunchAsync(StartOptions options, ParseResult parsed, HostArguments arguments, CancellationToken cancellationToken)
    {
        var dataDirectory = SettingsLoader.Load(ConfigurationLayers.Read(arguments)).Storage.DataDirectory;
        DataDirectory.Prepare(dataDirectory);
        return DaemonLauncher.RunAsync(
            parsed.Tokens.Select(token => token.Value), options.LogFile(parsed, dataDirectory), arguments.HasTerminal, parsed.InvocationConfiguration, cancellationToken);
    }

    private static async Task<int> RunDaemonAsync(HostArguments arguments, string? pidFile, DaemonProcess daemon, CancellationToken cancellationToken)
    {
        var dataDirectory = SettingsLoader.Load(ConfigurationLayers.Read(arguments)).Storage.DataDirectory;
        try
        {
            return await ServeAsync(arguments, daemon.Starter, () => daemon.Ready(pidFile ?? Path.Combine(dataDirectory, "run", "dittofs.pid")), cancellationToken);
        }
        catch (Exception exception) when (Verb.Explain(exception) is { } explained)
        {
            // Once for the starter, and once in the log.
            Verb.Fail(daemon.Starter, explained.Problems, explained.ExitCode);
            throw;
        }
    }
}
