namespace DittoFs.Web.Hosting.Settings;

/// <summary>Turns the layers of configuration into <see cref="ServerSettings"/>.</summary>
internal static class SettingsLoader
{
    /// <summary>Reads every row of <see cref="SettingTable"/>.</summary>
    /// <exception cref="SettingsException">Values are not acceptable; all of them are named at once.</exception>
    public static ServerSettings Load(IConfigurationRoot configuration)
    {
        var settings = new ServerSettings();
        var problems = new List<string>();
        foreach (var row in SettingTable.Rows)
        {
            if (Find(configuration, row.Key) is { } found && !row.TryApply(settings, found.Text))
            {
                problems.Add($"{row.Key} = {found.Text}: must be {row.Accepts} (set in {found.Source}).");
            }
        }

        problems.AddRange(SettingRules.FindProblems(settings));
        return problems.Count == 0 ? settings : throw new SettingsException(problems);
    }

    /// <summary>
    /// The text of <paramref name="key"/> in the strongest layer that has it. A list in a JSON array replaces weaker layers' lists as a whole,
    /// where .NET's own merging would keep the tail of a longer one.
    /// </summary>
    public static SettingValue? Find(IConfigurationRoot configuration, string key)
    {
        foreach (var provider in configuration.Providers.Reverse())
        {
            if (provider.TryGet(key, out var text) && text is not null)
            {
                return new SettingValue(text, ConfigurationLayers.NameOf(provider));
            }

            var items = provider.GetChildKeys([], key).Distinct().ToList();
            if (items.Count > 0)
            {
                var texts = items.Select(item => provider.TryGet($"{key}:{item}", out var value) ? value : "");
                return new SettingValue(string.Join(",", texts), ConfigurationLayers.NameOf(provider));
            }
        }

        return null;
    }
}

/// <summary>A value as somebody wrote it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Source">Where it stands, for messages.</param>
internal readonly record struct SettingValue(string Text, string Source);
