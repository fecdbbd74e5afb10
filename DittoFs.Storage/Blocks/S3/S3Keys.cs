using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.S3;

/// <summary>
/// The keys of one share's objects. The share's id is in all of them, so shares with one bucket and prefix never meet.
/// <code>
/// {prefix}{share}/store.json         what this is, and whose
/// {prefix}{share}/blocks/{block}     blocks
/// </code>
/// </summary>
internal sealed class S3Keys(string prefix, ShareId share)
{
    private const int IdLength = 32;

    /// <summary>What all objects of the share begin with.</summary>
    public string Root { get; } = $"{prefix}{share}/";

    /// <summary>The object that says whose blocks these are.</summary>
    public string Marker => Root + "store.json";

    /// <summary>What all blocks begin with.</summary>
    public string Blocks => Root + "blocks/";

    /// <summary>The object of a block.</summary>
    public string Block(BlockId block) => Blocks + block;

    /// <summary>The block that an object is; false for one that is none.</summary>
    public bool TryParse(string key, out BlockId block)
    {
        var name = key.StartsWith(Blocks, StringComparison.Ordinal) ? key.AsSpan(Blocks.Length) : default;
        var parsed = Guid.TryParseExact(name, "N", out var value) && name.Length == IdLength;
        block = new BlockId(value);
        return parsed;
    }
}
