using System.Collections.Immutable;
using System.CommandLine;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting.Cli;

/// <summary>The options that say which server is meant: its configuration file and its data directory.</summary>
internal sealed class InstanceOptions
{
    /// <summary>The administrator's file.</summary>
    public Option<string?> Config { get; } = new("--config")
    {
        Description = "Reads settings from this JSON file. Without it the file that DITTOFS_CONFIG names is read, or dittofs.json in the data directory.",
        HelpName = "FILE",
    };

    /// <summary>The data directory.</summary>
    public Option<string?> DataDirectory { get; } = new("--data-directory")
    {
        Description = "Works on the server of this data directory. The default is what the settings say, else /var/lib/dittofs for root, and ~/.local/share/dittofs for others.",
        HelpName = "PATH",
    };

    /// <summary>A verb with these options.</summary>
    public static (Command Command, InstanceOptions Instance) Make(string name, string description)
    {
        var command = new Command(name, description);
        var options = new InstanceOptions();
        command.Add(options.DataDirectory);
        command.Add(options.Config);
        return (command, options);
    }

    /// <summary>What a host would be given.</summary>
    public HostArguments ReadArguments(ParseResult parsed) => new()
    {
        ConfigFile = parsed.GetValue(Config),
        Environment = HostArguments.ProcessEnvironment(),
        HasTerminal = !Console.IsOutputRedirected,
        Overrides = parsed.GetValue(DataDirectory) is { } directory
            ? ImmutableDictionary.Create<string, string?>(StringComparer.OrdinalIgnoreCase).Add("DataDirectory", directory)
            : ImmutableDictionary.Create<string, string?>(StringComparer.OrdinalIgnoreCase),
    };

    /// <summary>The settings.</summary>
    /// <exception cref="SettingsException">They are not acceptable.</exception>
    public ServerSettings ReadSettings(ParseResult parsed) => SettingsLoader.Load(ConfigurationLayers.Read(ReadArguments(parsed)));
}
