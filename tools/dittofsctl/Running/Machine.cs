namespace DittoFs.Ctl.Running;

/// <summary>What commands need of the machine that they run on.</summary>
internal sealed record Machine
{
    /// <summary>Where people and scripts type and read.</summary>
    public required Terminal Terminal { get; init; }

    /// <summary>The directory of the context file.</summary>
    public required string ConfigDirectory { get; init; }

    /// <summary>The value of an environment variable; null when it is not set.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>Makes what carries HTTP calls to a server that is known by something.</summary>
    public required Func<ServerTrust, HttpMessageHandler> CreateHandler { get; init; }

    /// <summary>The time.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Runs a program of the system with this terminal, and tells its exit code; null when there is no such program.</summary>
    public required Func<string, IReadOnlyList<string>, CancellationToken, Task<int?>> Execute { get; init; }

    /// <summary>Whether this process may mount.</summary>
    public required bool IsRoot { get; init; }

    /// <summary>This machine.</summary>
    public static Machine Current() => new()
    {
        Terminal = Terminal.Current(),
        ConfigDirectory = FindConfigDirectory(System.Environment.GetEnvironmentVariable),
        Environment = System.Environment.GetEnvironmentVariable,
        CreateHandler = static trust => trust.CreateHandler(),
        Clock = TimeProvider.System,
        Execute = SystemProgram.RunAsync,
        IsRoot = System.Environment.IsPrivilegedProcess,
    };

    /// <summary>Where the XDG base directories put the configuration of this program.</summary>
    public static string FindConfigDirectory(Func<string, string?> environment)
    {
        // A relative path in XDG_CONFIG_HOME is to be ignored, as the specification says.
        var configured = environment("XDG_CONFIG_HOME");
        var root = Path.IsPathRooted(configured) ? configured : Path.Combine(environment("HOME") ?? "/", ".config");
        return Path.Combine(root, "dittofsctl");
    }
}
