using System.Collections.Concurrent;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Upload;

/// <summary>
/// The blocks of all shares that may be in their store already and in no map yet. Noted before a block is put, and until its rows are logged or it is given
/// up: the collector takes none of them for garbage.
/// </summary>
internal sealed class BlocksUnderWay
{
    private readonly ConcurrentDictionary<BlockId, bool> blocks = new();

    /// <summary>Notes a block that is going to be put.</summary>
    public void Add(BlockId block) => blocks.TryAdd(block, true);

    /// <summary>Ends <see cref="Add"/>.</summary>
    public void Remove(BlockId block) => blocks.TryRemove(block, out _);

    /// <summary>The blocks that are under way now.</summary>
    public HashSet<BlockId> Snapshot() => [.. blocks.Keys];
}
