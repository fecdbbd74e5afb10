using System.CommandLine;

namespace DittoFs.Web.Hosting.Cli;

/// <summary>The verbs of the server's own command line.</summary>
internal static class ServerCommands
{
    /// <summary>Parses <paramref name="args"/> and does what they say; the result is the exit status.</summary>
    public static Task<int> RunAsync(string[] args) => Create().Parse(args).InvokeAsync(new InvocationConfiguration
    {
        // Signals belong to the server's own lifetime, which drains calls first.
        ProcessTerminationTimeout = null,
    });

    private static RootCommand Create() => new("DittoFs serves files over NFS from one process. Run 'start --quick-start' for a first share.")
    {
        StartCommand.Create(), VersionCommand.Create(),
    };
}
