using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DittoFs.Web.Hosting.Cli.Running;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting.Cli;

/// <summary><c>logs</c>: shows the log of a server in the background.</summary>
internal static class LogsCommand
{
    private const int LinesDefault = 100;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Goes on showing what is written, until Ctrl-C." };
        var lines = new Option<int?>("--lines", "-n") { Description = "Shows this many lines at most; 100 when neither this nor --since is given.", HelpName = "COUNT" };
        var since = new Option<DateTimeOffset?>("--since")
        {
            Description = "Shows what was written since then: a length of time such as 10m, or a time such as 2026-11-28T12:00:00Z.",
            HelpName = "TIME",
            CustomParser = ParseSince,
        };
        var file = new Option<string?>("--log-file") { Description = "The file that 'start --daemon' was given; log/dittofs.log in the data directory when left out.", HelpName = "FILE" };
        var (command, instance) = InstanceOptions.Make(
            "logs", "Shows the log of a server that was started with 'start --daemon'. One in the foreground writes its log to standard error; under systemd, 'journalctl -u dittofs' has it.");
        command.Add(follow);
        command.Add(lines);
        command.Add(since);
        command.Add(file);
        return command.Does(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(file) ?? LogFile.PathIn(instance.ReadSettings(parsed).Storage.DataDirectory);
            if (!File.Exists(path))
            {
                throw new CliException($"{path} does not exist: no server was started here with 'start --daemon'. Under systemd, look with 'journalctl -u dittofs'.", ExitCode.File);
            }

            using var reader = new LogReader(path);
            var after = parsed.GetValue(since);
            Write(parsed.InvocationConfiguration.Output, reader.ReadLast(parsed.GetValue(lines) ?? (after is null ? LinesDefault : null), after));
            return parsed.GetValue(follow) ? await FollowAsync(reader, parsed.InvocationConfiguration.Output, cancellationToken) : ExitCode.Success;
        });
    }

    private static async Task<int> FollowAsync(LogReader reader, TextWriter output, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Write(output, reader.ReadNew());
        }

        return ExitCode.Success;
    }

    private static void Write(TextWriter output, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            output.WriteLine(line);
        }

        output.Flush();
    }

    private static DateTimeOffset? ParseSince(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Duration.TryParse(text, out var age) && age >= TimeSpan.Zero)
        {
            return DateTimeOffset.UtcNow - age;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        result.AddError($"--since {text}: must be a length of time such as 10m, or a time such as 2026-11-28T12:00:00Z.");
        return null;
    }
}
