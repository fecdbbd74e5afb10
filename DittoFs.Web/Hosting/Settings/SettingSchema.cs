using System.Text.Json.Nodes;

namespace DittoFs.Web.Hosting.Settings;

/// <summary>The settings as JSON Schema, for editors that check and complete <c>dittofs.json</c>.</summary>
internal static class SettingSchema
{
    /// <summary>The schema of the whole file.</summary>
    public static JsonObject Make()
    {
        var defaults = new ServerSettings();
        var root = Section();
        root["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        root["title"] = "Settings of DittoFs";
        foreach (var row in SettingTable.Rows)
        {
            var names = row.Key.Split(':');
            var schema = row.ToSchema(defaults);
            schema["description"] = $"Must be {row.Accepts}. The environment variable {row.EnvironmentVariable} sets it too.";
            if (row.Key == "DataDirectory")
            {
                // Depends on who asks.
                schema.Remove("default");
            }

            PropertiesOf(root, names.AsSpan(..^1))[names[^1]] = schema;
        }

        ((JsonObject)root["properties"]!)["$schema"] = new JsonObject { ["type"] = "string" };
        var levels = (JsonObject)root["properties"]!["Logging"]!;
        levels["additionalProperties"] = true;
        levels["properties"]!["LogLevel"]!["additionalProperties"] = new JsonObject { ["type"] = "string" };
        return root;
    }

    private static JsonObject Section() => new() { ["type"] = "object", ["properties"] = new JsonObject(), ["additionalProperties"] = false };

    private static JsonObject PropertiesOf(JsonObject section, ReadOnlySpan<string> path)
    {
        var properties = (JsonObject)section["properties"]!;
        if (path.IsEmpty)
        {
            return properties;
        }

        properties[path[0]] ??= Section();
        return PropertiesOf((JsonObject)properties[path[0]]!, path[1..]);
    }
}
