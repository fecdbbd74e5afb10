using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.ControlPlane.Adapters;

/// <summary>
/// Which settings are fixed from outside: by the administrator's file, the environment or the command line. The defaults that ship with the binary fix
/// nothing; the control plane stands between the two.
/// </summary>
internal sealed class FixedSettings(IConfigurationRoot configuration)
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "appsettings.json");

    /// <summary>Who sets <paramref name="key"/>, and which file does if one does; the shipped defaults are nobody.</summary>
    public (SettingSource Source, string? File) Find(string key) => SourceOf(key) switch
    {
        null => (SettingSource.Default, null),
        ConfigurationLayers.EnvironmentLayer => (SettingSource.Environment, null),
        ConfigurationLayers.CommandLineLayer => (SettingSource.CommandLine, null),
        var file => (SettingSource.File, file),
    };

    /// <summary>Where <paramref name="key"/> is fixed, or null when the control plane decides.</summary>
    public string? SourceOf(string key) => SettingsLoader.Find(configuration, key) is { } found && found.Source != Shipped ? found.Source : null;
}
