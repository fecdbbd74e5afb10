using System.Text.Json;

namespace DittoFs.Storage.StoreTypes;

/// <summary>A store of a type that this server does not bring itself. Two are equal when type and options are.</summary>
/// <param name="Type">The full name of the class that opens it.</param>
/// <param name="Options">Its options as a JSON object of texts, in order of their names. They are shown, so nothing in them is secret.</param>
public sealed record CustomStore(string Type, string Options)
{
    /// <summary>A store with these options.</summary>
    public static CustomStore Create(string type, IReadOnlyDictionary<string, string> options) =>
        new(type, JsonSerializer.Serialize(new SortedDictionary<string, string>(options.ToDictionary(), StringComparer.Ordinal)));

    /// <summary>The options by name.</summary>
    public IReadOnlyDictionary<string, string> ReadOptions() => JsonSerializer.Deserialize<Dictionary<string, string>>(Options) ?? [];

    /// <summary>Type and options.</summary>
    public override string ToString() => $"{Type} {Options}";
}
