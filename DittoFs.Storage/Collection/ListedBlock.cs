using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Collection;

/// <summary>A block of a store. In order of ids.</summary>
/// <param name="Block">The block.</param>
/// <param name="Share">In whose part of the store it lies.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Time">Unix milliseconds: when it was put, or of a candidate, when it was first seen dead.</param>
internal readonly record struct ListedBlock(BlockId Block, ShareId Share, long Length, long Time) : IComparable<ListedBlock>
{
    /// <inheritdoc/>
    public int CompareTo(ListedBlock other)
    {
        var order = Block.Value.CompareTo(other.Block.Value);
        return order != 0 ? order : Share.Value.CompareTo(other.Share.Value);
    }
}

/// <summary>A block that a row names. In order of ids.</summary>
internal readonly record struct LiveBlock(BlockId Block) : IComparable<LiveBlock>
{
    /// <inheritdoc/>
    public int CompareTo(LiveBlock other) => Block.Value.CompareTo(other.Block.Value);
}
