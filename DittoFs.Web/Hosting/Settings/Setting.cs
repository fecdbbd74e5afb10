namespace DittoFs.Web.Hosting.Settings;

/// <summary>One key of the configuration: a row of <see cref="SettingTable"/>.</summary>
/// <param name="Key">Where it stands, such as <c>Wal:Budget</c>.</param>
/// <param name="Accepts">What is accepted, so that "must be …" is a sentence.</param>
internal abstract record Setting(string Key, string Accepts)
{
    /// <summary>The environment variable that sets it.</summary>
    public string EnvironmentVariable => ConfigurationLayers.EnvironmentPrefix + Key.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>The value in <paramref name="settings"/> as text.</summary>
    public abstract string Describe(ServerSettings settings);

    /// <summary>Puts the value of <paramref name="text"/> into <paramref name="settings"/>, or returns false when it is not acceptable.</summary>
    public abstract bool TryApply(ServerSettings settings, string text);
}

/// <summary>A setting of one type.</summary>
internal sealed record Setting<T>(string Key, SettingFormat<T> Format, Func<ServerSettings, T> Get, Action<ServerSettings, T> Set)
    : Setting(Key, Format.Accepts)
{
    /// <inheritdoc/>
    public override string Describe(ServerSettings settings) => Format.Write(Get(settings));

    /// <inheritdoc/>
    public override bool TryApply(ServerSettings settings, string text)
    {
        if (!Format.Read(text, out var value))
        {
            return false;
        }

        Set(settings, value);
        return true;
    }
}
