namespace DittoFs.Ctl.Running;

/// <summary>A command can't go on. The message says why and what to do.</summary>
/// <param name="message">One or two sentences for the person at the keyboard.</param>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
internal sealed class CtlException(string message, int exitCode) : Exception(message)
{
    /// <summary>How the process ends.</summary>
    public int ExitCode { get; } = exitCode;
}
