using System.Collections.Immutable;
using DittoFs.Web.ControlPlane.FirstStart;
using DittoFs.Web.ControlPlane.Secrets;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;

namespace DittoFs.Web.Hosting.Settings;

/// <summary>
/// Where settings come from, weakest first: <c>appsettings.json</c> beside the binary, the administrator's file, the environment,
/// the command line.
/// </summary>
internal static class ConfigurationLayers
{
    /// <summary>What the name of an environment variable of ours starts with.</summary>
    public const string EnvironmentPrefix = "DITTOFS_";

    /// <summary>What messages call the environment.</summary>
    public const string EnvironmentLayer = "the environment";

    /// <summary>What messages call the command line.</summary>
    public const string CommandLineLayer = "the command line";

    /// <summary>The variable that names the administrator's file.</summary>
    public const string FileVariable = EnvironmentPrefix + "CONFIG";

    // Ours, but no settings: the file is read before them, and a password has no place among values that are shown.
    private static readonly ImmutableArray<string> OtherVariables = [FileVariable, InitialPassword.Variable, InitialPassword.FileVariable, MasterKeys.FileVariable, MasterKeys.PreviousFileVariable];

    /// <summary>The administrator's file if none is named: looked for in the data directory.</summary>
    public const string FileName = "dittofs.json";

    /// <summary>Reads all layers.</summary>
    /// <exception cref="SettingsException">A file that was named does not exist, or one that exists is not JSON.</exception>
    public static IConfigurationRoot Read(HostArguments arguments)
    {
        var named = arguments.ConfigFile ?? arguments.Environment.GetValueOrDefault(FileVariable);
        if (named is not null)
        {
            var file = Path.GetFullPath(named);
            return File.Exists(file) ? Build(arguments, file) : throw new SettingsException($"{file}: this configuration file does not exist.");
        }

        // The default file lies in the data directory, which every layer but this file itself may name.
        var without = Build(arguments, file: null);
        var directory = SettingsLoader.Load(without).Storage.DataDirectory;
        var beside = Path.Combine(directory, FileName);
        return File.Exists(beside) ? WithFileOf(directory, Build(arguments, beside)) : without;
    }

    /// <summary>What a message calls the layer of <paramref name="provider"/>.</summary>
    public static string NameOf(IConfigurationProvider provider) => provider switch
    {
        JsonConfigurationProvider { Source: { FileProvider: { } files, Path: { } path } } => files.GetFileInfo(path).PhysicalPath ?? path,
        NamedLayer named => named.Name,
        _ => provider.ToString() ?? provider.GetType().Name,
    };

    private static IConfigurationRoot Build(HostArguments arguments, string? file)
    {
        var builder = new ConfigurationBuilder();
        AddFile(builder, Path.Combine(AppContext.BaseDirectory, "appsettings.json"));
        if (file is not null)
        {
            AddFile(builder, file);
        }

        builder.Add(new NamedLayer(EnvironmentLayer, FromEnvironment(arguments.Environment)));
        builder.Add(new NamedLayer(CommandLineLayer, arguments.Overrides));
        try
        {
            return builder.Build();
        }
        catch (InvalidDataException exception)
        {
            throw new SettingsException($"{exception.Message} {exception.InnerException?.InnerException?.Message ?? exception.InnerException?.Message}".TrimEnd());
        }
    }

    // An absolute path below a provider that does not leave dot files out: ~/.local/share is one of the places.
    private static void AddFile(ConfigurationBuilder builder, string path) => builder.Add(new JsonConfigurationSource
    {
        FileProvider = new Microsoft.Extensions.FileProviders.PhysicalFileProvider(
            Path.GetDirectoryName(path)!, Microsoft.Extensions.FileProviders.Physical.ExclusionFilters.None),
        Path = Path.GetFileName(path),
    });

    private static IConfigurationRoot WithFileOf(string directory, IConfigurationRoot configuration)
    {
        var now = SettingsLoader.Find(configuration, "DataDirectory");
        return now is null || Path.TrimEndingDirectorySeparator(now.Value.Text) == directory
            ? configuration
            : throw new SettingsException($"DataDirectory = {now.Value.Text}: {now.Value.Source} lies in {directory} and can't name another data directory.");
    }

    private static Dictionary<string, string?> FromEnvironment(IReadOnlyDictionary<string, string> environment) => environment
        .Where(pair => pair.Key.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase) && !OtherVariables.Contains(pair.Key))
        .ToDictionary(pair => pair.Key[EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal), pair => (string?)pair.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>A layer in memory that messages can name.</summary>
    private sealed class NamedLayer(string name, IEnumerable<KeyValuePair<string, string?>> values)
        : MemoryConfigurationProvider(new MemoryConfigurationSource { InitialData = values }), IConfigurationSource
    {
        public string Name { get; } = name;

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
    }
}
