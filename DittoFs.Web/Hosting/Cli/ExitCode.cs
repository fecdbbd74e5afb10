using System.Collections.Immutable;

namespace DittoFs.Web.Hosting.Cli;

/// <summary>How the process ends. The numbers of <c>sysexits.h</c>, so that service managers can tell a mistake from bad luck.</summary>
internal static class ExitCode
{
    /// <summary>It did what was asked.</summary>
    public const int Success = 0;

    /// <summary>What was looked at is not as it should be.</summary>
    public const int Unwell = 1;

    /// <summary>No server runs on the data directory (as LSB has it for <c>status</c>).</summary>
    public const int NotRunning = 3;

    /// <summary>The command line is not understood (EX_USAGE).</summary>
    public const int Usage = 64;

    /// <summary>What was given is not acceptable: a password, a damaged backup (EX_DATAERR).</summary>
    public const int Data = 65;

    /// <summary>The storage, the control plane's database or the running server could not be used (EX_UNAVAILABLE).</summary>
    public const int StorageUnavailable = 69;

    /// <summary>A file could not be made or read (EX_IOERR).</summary>
    public const int File = 74;

    /// <summary>It was not done in time; it may still come about (EX_TEMPFAIL).</summary>
    public const int Timeout = 75;

    /// <summary>This user may not do it (EX_NOPERM).</summary>
    public const int NotPermitted = 77;

    /// <summary>Settings are not acceptable: a restart would not help (EX_CONFIG).</summary>
    public const int Configuration = 78;

    /// <summary>What each says, for the documentation.</summary>
    public static ImmutableArray<(int Code, string Meaning)> Meanings { get; } =
    [
        (Success, "It did what was asked."),
        (Unwell, "What was looked at is not as it should be: `status` found a part that does not run, `doctor` something to repair."),
        (NotRunning, "No server runs on the data directory."),
        (Usage, "The command line is not understood."),
        (Data, "What was given is not acceptable: a password, a backup, a passphrase."),
        (StorageUnavailable, "The storage, the control plane's database or the running server could not be used."),
        (File, "A file could not be made or read."),
        (Timeout, "It was not done in time; it may still come about."),
        (NotPermitted, "This user may not do it."),
        (Configuration, "Settings are not acceptable: a restart would not help."),
    ];
}
