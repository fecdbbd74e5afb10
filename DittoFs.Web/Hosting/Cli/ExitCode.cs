namespace DittoFs.Web.Hosting.Cli;

/// <summary>How the process ends. The numbers of <c>sysexits.h</c>, so that service managers can tell a mistake from bad luck.</summary>
internal static class ExitCode
{
    /// <summary>It did what was asked.</summary>
    public const int Success = 0;

    /// <summary>The command line is not understood (EX_USAGE).</summary>
    public const int Usage = 64;

    /// <summary>The storage or the control plane's database could not be started (EX_UNAVAILABLE).</summary>
    public const int StorageUnavailable = 69;

    /// <summary>Settings are not acceptable: a restart would not help (EX_CONFIG).</summary>
    public const int Configuration = 78;
}
