using System.Text.Json;

namespace DittoFs.Web.AdminConsole.Pages.Audit;

/// <summary>A field of something that a change touched, with its value before and after as text; null where there was none.</summary>
internal sealed record AuditFieldChange(string Item, string Field, string? Before, string? After)
{
    /// <summary>The fields of an entry's two JSON objects, by item and field.</summary>
    public static IReadOnlyList<AuditFieldChange> Read(string? before, string? after)
    {
        var (old, present) = (ReadSide(before), ReadSide(after));
        return [.. old.Keys.Union(present.Keys)
            .OrderBy(key => key.Item, StringComparer.Ordinal).ThenBy(key => key.Field, StringComparer.Ordinal)
            .Select(key => new AuditFieldChange(key.Item, key.Field, old.GetValueOrDefault(key), present.GetValueOrDefault(key)))];
    }

    private static Dictionary<(string Item, string Field), string?> ReadSide(string? json)
    {
        var fields = new Dictionary<(string Item, string Field), string?>();
        if (json is null)
        {
            return fields;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var item in document.RootElement.EnumerateObject())
            {
                foreach (var field in item.Value.EnumerateObject())
                {
                    fields[(item.Name, field.Name)] = field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString() : field.Value.GetRawText();
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Somebody wrote into the database; the check of the chain tells, and the page shall show the entry nevertheless.
            fields[("", "")] = json;
        }

        return fields;
    }
}
