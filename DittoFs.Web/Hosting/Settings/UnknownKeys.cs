
namespace DittoFs.Web.Hosting.Settings;

/// <summary>Finds keys in configuration files and in the environment that nothing reads: most often a slip of the pen.</summary>
internal static class UnknownKeys
{
    /// <summary>Each unknown key with the layer it stands in.</summary>
    public static IEnumerable<(string Key, string Source)> Find(IConfigurationRoot configuration) =>
        from provider in configuration.Providers
        from key in LeavesOf(provider, parent: null)
        where !IsKnown(key) && !IsEmptySection(provider, key)
        select (key, ConfigurationLayers.NameOf(provider));

    private static bool IsKnown(string key) =>
        SettingTable.ForeignSections.Any(section => IsAtOrBelow(key, section)) || SettingTable.Rows.Any(row => IsAtOrBelow(key, row.Key));

    // A section whose settings are all left out, as in the file of 'config init'.
    private static bool IsEmptySection(IConfigurationProvider provider, string key) =>
        (!provider.TryGet(key, out var value) || string.IsNullOrEmpty(value)) && SettingTable.Rows.Any(row => IsAtOrBelow(row.Key, key));

    private static bool IsAtOrBelow(string key, string parent) =>
        key.StartsWith(parent, StringComparison.OrdinalIgnoreCase) && (key.Length == parent.Length || key[parent.Length] == ':');

    private static IEnumerable<string> LeavesOf(IConfigurationProvider provider, string? parent)
    {
        var children = provider.GetChildKeys([], parent).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (children.Count == 0 && parent is not null)
        {
            yield return parent;
        }

        foreach (var child in children)
        {
            foreach (var leaf in LeavesOf(provider, parent is null ? child : $"{parent}:{child}"))
            {
                yield return leaf;
            }
        }
    }
}
