using System.Text.Json.Nodes;

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

    /// <summary>The value in <paramref name="settings"/> as text, without secrets.</summary>
    public abstract string Show(ServerSettings settings);

    /// <summary>What JSON Schema says of it, without its description.</summary>
    public abstract JsonObject ToSchema(ServerSettings defaults);

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
    public override string Show(ServerSettings settings) => (Format.Mask ?? Format.Write)(Get(settings));

    /// <inheritdoc/>
    public override JsonObject ToSchema(ServerSettings defaults)
    {
        var value = Describe(defaults);
        var schema = (typeof(T), Format.Words) switch
        {
            (_, { Length: > 0 } words) => new JsonObject { ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word)]), ["default"] = value },
            (var type, _) when type == typeof(bool) => new JsonObject { ["type"] = "boolean", ["default"] = value == "true" },
            (var type, _) when type == typeof(int) => new JsonObject { ["type"] = "integer", ["default"] = (int)(object)Get(defaults)! },
            (var type, _) when type.IsAssignableTo(typeof(System.Collections.IEnumerable)) && type != typeof(string) => new JsonObject
            {
                ["type"] = new JsonArray("string", "array"), ["items"] = new JsonObject { ["type"] = "string" }, ["default"] = value,
            },
            (var type, _) when type == typeof(string) => new JsonObject { ["type"] = "string", ["default"] = value },
            _ => new JsonObject { ["type"] = new JsonArray("string", "integer"), ["default"] = value },
        };
        if (Format.Bounds is { } bounds)
        {
            (schema["minimum"], schema["maximum"]) = (bounds.Min, bounds.Max);
        }

        return schema;
    }

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
