using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.Api.Stores;

/// <summary>A use of stores in an address. It has the words of the documents there too, and not the names that the enum has in this program.</summary>
/// <param name="Value">The use.</param>
internal readonly record struct StoreUseWord(StoreUse Value)
{
    /// <summary>Reads a word; the framework calls it for routes and queries.</summary>
    public static bool TryParse(string? text, out StoreUseWord word)
    {
        StoreUse? use = text switch
        {
            "metadata" => StoreUse.Metadata,
            "block" => StoreUse.Block,
            _ => null,
        };
        word = new StoreUseWord(use.GetValueOrDefault());
        return use is not null;
    }
}
