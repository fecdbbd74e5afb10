using System.Collections;
using System.Collections.Immutable;
using DittoFs.Web.Hosting.QuickStart;

namespace DittoFs.Web.Hosting;

/// <summary>What a start of the server is given from outside. Immutable.</summary>
internal sealed record HostArguments
{
    /// <summary>The configuration file that the command line names, or null.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Settings of the command line by key; they win over every other layer.</summary>
    public ImmutableDictionary<string, string?> Overrides { get; init; } = ImmutableDictionary.Create<string, string?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The environment variables that are looked at.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The share that a quick start makes or updates; null for a start that takes what is there.</summary>
    public QuickStartRequest? QuickStart { get; init; }

    /// <summary>Standard output is a terminal that a person reads, so that a secret may be shown there once.</summary>
    public bool HasTerminal { get; init; }

    /// <summary>The environment of this process.</summary>
    public static ImmutableDictionary<string, string> ProcessEnvironment() => System.Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .ToImmutableDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");
}
