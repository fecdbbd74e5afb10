using System.CommandLine;
using DittoFs.Storage.Primitives;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting.Cli;

/// <summary><c>start</c>: runs the server until it is told to stop.</summary>
internal static class StartCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var options = new StartOptions();
        var command = new Command("start", "Runs the server in the foreground until it gets SIGTERM or SIGINT. The shares that it runs are those of its data directory.");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(options.Read(parsed), parsed.InvocationConfiguration, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(HostArguments arguments, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        try
        {
            await using var server = DittoFsHost.Build(arguments);
            await server.StartAsync(cancellationToken);
            StartReport.Create(server.Services).WriteTo(console.Output);
            await server.WaitForShutdownAsync(cancellationToken);
            return ExitCode.Success;
        }
        catch (SettingsException exception)
        {
            return Fail(console, exception.Problems, ExitCode.Configuration);
        }
        catch (StorageStartException exception)
        {
            return Fail(console, [exception.Message], ExitCode.StorageUnavailable);
        }
        catch (ControlPlaneStartException exception)
        {
            return Fail(console, [exception.Message], ExitCode.StorageUnavailable);
        }
    }

    private static int Fail(InvocationConfiguration console, IEnumerable<string> problems, int exitCode)
    {
        foreach (var problem in problems)
        {
            console.Error.WriteLine($"dittofs: {problem}");
        }

        return exitCode;
    }
}
