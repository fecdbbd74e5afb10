using System.CommandLine;
using System.Data.Common;
using DittoFs.Storage.Primitives;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting.Cli;

/// <summary>Makes verbs whose failures are lines on standard error and an exit status.</summary>
internal static class Verb
{
    /// <summary>Gives <paramref name="command"/> what it does; the result of <paramref name="action"/> is the exit status.</summary>
    public static Command Does(this Command command, Func<ParseResult, CancellationToken, Task<int>> action)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await action(parsed, cancellationToken);
            }
            catch (Exception exception) when (Explain(exception) is { } explained)
            {
                return Fail(parsed.InvocationConfiguration.Error, explained.Problems, explained.ExitCode);
            }
        });
        return command;
    }

    /// <summary>Writes <paramref name="problems"/> as lines; the result is <paramref name="exitCode"/>.</summary>
    public static int Fail(TextWriter error, IEnumerable<string> problems, int exitCode)
    {
        foreach (var problem in problems)
        {
            error.WriteLine($"dittofs: {problem}");
        }

        error.Flush();
        return exitCode;
    }

    /// <summary>What a failure says to people; null for a bug, whose stack trace is wanted.</summary>
    public static (IEnumerable<string> Problems, int ExitCode)? Explain(Exception exception) => exception switch
    {
        SettingsException settings => (settings.Problems, ExitCode.Configuration),
        CliException cli => ([cli.Message], cli.ExitCode),
        StorageStartException or ControlPlaneStartException => ([exception.Message], ExitCode.StorageUnavailable),
        DbException => ([$"The control plane's database can't be used: {exception.Message}"], ExitCode.StorageUnavailable),
        UnauthorizedAccessException => ([exception.Message], ExitCode.NotPermitted),
        IOException or InvalidDataException => ([exception.Message], ExitCode.File),
        _ => null,
    };
}
