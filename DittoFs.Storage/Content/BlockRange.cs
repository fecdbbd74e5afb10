using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content;

/// <summary>Bytes that lie in a block.</summary>
/// <param name="Block">The block.</param>
/// <param name="Offset">Where in its plain bytes.</param>
internal readonly record struct BlockRange(BlockId Block, uint Offset) : IExtentSource<BlockRange>
{
    /// <summary>Bytes that are lost: they lie in a block that no store has, so that a read of them fails as <see cref="FsError.Corrupt"/> and is never a hole.</summary>
    public static BlockRange Lost => default;

    /// <inheritdoc/>
    public BlockRange Advance(ulong bytes) => this with { Offset = Offset + (uint)bytes };
}
