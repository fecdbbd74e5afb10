using System.CommandLine;
using System.CommandLine.Parsing;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Hosting.Cli.Running;
using DittoFs.Web.Hosting.Platform;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting.Cli;

/// <summary><c>stop</c>: stops the server in order and waits for its end.</summary>
internal static class StopCommand
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan TimeoutDefault = TimeSpan.FromMinutes(2);

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var timeout = TimeOption("--timeout", "Waits at most this long for the end, such as 30s or 5m; 2m when left out. The server goes on stopping after that.");
        var (command, instance) = InstanceOptions.Make(
            "stop",
            "Stops the server in order and waits until its process has ended: nothing new is taken, calls that run get Shutdown:DrainTimeout to end, the log is written and the stores are closed. "
            + "Where no server runs there is nothing to do, and that is no failure.");
        command.Add(timeout);
        return command.Does((parsed, cancellationToken) =>
            RunAsync(instance.ReadSettings(parsed).Storage.DataDirectory, parsed.GetValue(timeout) ?? TimeoutDefault, parsed.InvocationConfiguration.Output, cancellationToken));
    }

    /// <summary>An option that takes a length of time.</summary>
    public static Option<TimeSpan?> TimeOption(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result => ParseTime(name, result),
    };

    private static TimeSpan? ParseTime(string name, ArgumentResult result)
    {
        if (Duration.TryParse(result.Tokens[0].Value, out var time) && time >= TimeSpan.Zero)
        {
            return time;
        }

        result.AddError($"{name} {result.Tokens[0].Value}: must be a time such as 30s, 5m or 1h.");
        return null;
    }

    private static async Task<int> RunAsync(string dataDirectory, TimeSpan timeout, TextWriter output, CancellationToken cancellationToken)
    {
        if (await AskAsync(dataDirectory, cancellationToken) is not { } processId)
        {
            await output.WriteLineAsync($"No server runs on {dataDirectory}.");
            return ExitCode.Success;
        }

        using var limit = new CancellationTokenSource(timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            while (ProcessProbe.IsAlive(processId))
            {
                await Task.Delay(PollInterval, either.Token);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new CliException($"Process {processId} has not ended after {Duration.Format(timeout)}; it goes on stopping. 'dittofs logs' tells what it waits for.", ExitCode.Timeout);
        }

        await output.WriteLineAsync($"The server on {dataDirectory} (process {processId}) has stopped.");
        return ExitCode.Success;
    }

    // A server without a control socket, or one that can't answer any more, is told by a signal.
    private static async Task<int?> AskAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        using var client = await ControlClient.FindAsync(dataDirectory, cancellationToken);
        if (client is not null)
        {
            return (await client.SendAsync<StopResponse>(HttpMethod.Post, "api/v1/system/stop", null, cancellationToken)).ProcessId;
        }

        if (RunningServer.Find(dataDirectory) is not { } running)
        {
            return null;
        }

        return NativeMethods.SendSignal(running.Pid, NativeMethods.Terminate) == 0
            ? running.Pid
            : throw new CliException($"Process {running.Pid} is another user's. Try it with sudo.", ExitCode.NotPermitted);
    }
}
