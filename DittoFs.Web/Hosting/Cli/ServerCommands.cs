using System.CommandLine;

namespace DittoFs.Web.Hosting.Cli;

/// <summary>The verbs of the server's own command line.</summary>
internal static class ServerCommands
{
    /// <summary>Parses <paramref name="args"/> and does what they say; the result is the exit status.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Create().Parse(args);
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

    private static RootCommand Create() => new("DittoFs serves files over NFS and SMB from one process. Run 'start --quick-start' for a first share.")
    {
        StartCommand.Create(), VersionCommand.Create(),
    };
}
