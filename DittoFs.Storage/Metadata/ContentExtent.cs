using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata;

/// <summary>A run of a file's bytes that lies in a block. Rows of one content never overlap; what no row covers is a hole.</summary>
/// <param name="Offset">Where in the file.</param>
/// <param name="Length">How many bytes, at least 1.</param>
/// <param name="Block">The block.</param>
/// <param name="BlockOffset">Where in the block's plain bytes (frames taken together, before compression and encryption).</param>
public readonly record struct ContentExtent(ulong Offset, uint Length, BlockId Block, uint BlockOffset)
{
    /// <summary>The first offset behind the run.</summary>
    public ulong End => Offset + Length;
}
