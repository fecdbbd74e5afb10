using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content;

/// <summary>Bytes that lie in a block.</summary>
/// <param name="Block">The block.</param>
/// <param name="Offset">Where in its plain bytes.</param>
internal readonly record struct BlockRange(BlockId Block, uint Offset) : IExtentSource<BlockRange>
{
    /// <inheritdoc/>
    public BlockRange Advance(ulong bytes) => this with { Offset = Offset + (uint)bytes };
}
