namespace DittoFs.Web.Hosting.Cli;

/// <summary>Ends a verb; the message is for the person who typed it.</summary>
internal sealed class CliException(string message, int exitCode) : Exception(message)
{
    /// <summary>The exit status.</summary>
    public int ExitCode { get; } = exitCode;
}
