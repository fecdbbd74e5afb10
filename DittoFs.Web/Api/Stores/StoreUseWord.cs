using System.Collections.Immutable;
using System.Text.Json.Nodes;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.Api.Stores;

/// <summary>What a store keeps, as a path or a query names it: the framework would take the names of the members there, and not the words of the contracts.</summary>
internal readonly record struct StoreUseWord(StoreUse Use)
{
    private static readonly ImmutableArray<StoreUse> Uses = [.. Enum.GetValues<StoreUse>()];

    /// <summary>All words.</summary>
    public static IEnumerable<JsonNode> All => Uses.Select(use => (JsonNode)Write(use));

    /// <summary>Reads a word.</summary>
    public static bool TryParse(string? text, out StoreUseWord word)
    {
        var index = Uses.Select(Write).ToList().IndexOf(text ?? "");
        word = index < 0 ? default : new StoreUseWord(Uses[index]);
        return index >= 0;
    }

    /// <summary>The word of <paramref name="use"/>.</summary>
    public static string Write(StoreUse use) => use.ToString().ToLowerInvariant();
}
