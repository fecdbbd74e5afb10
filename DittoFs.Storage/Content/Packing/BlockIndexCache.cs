using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Packing;

/// <summary>Indexes of blocks, bounded by their memory; the one that was not used for longest goes first.</summary>
internal sealed class BlockIndexCache(long bytesMax)
{
    private readonly Lock gate = new();
    private readonly Dictionary<BlockId, LinkedListNode<BlockIndex>> indexes = [];
    private readonly LinkedList<BlockIndex> byUse = new();
    private long bytes;

    /// <summary>Finds a block's index.</summary>
    public bool TryGet(BlockId block, out BlockIndex index)
    {
        lock (gate)
        {
            if (!indexes.TryGetValue(block, out var node))
            {
                index = null!;
                return false;
            }

            byUse.Remove(node);
            byUse.AddFirst(node);
            index = node.Value;
            return true;
        }
    }

    /// <summary>Keeps <paramref name="index"/>, or finds the one that another reader added meanwhile.</summary>
    public BlockIndex AddOrGet(BlockIndex index)
    {
        lock (gate)
        {
            if (indexes.TryGetValue(index.Block, out var existing))
            {
                return existing.Value;
            }

            indexes.Add(index.Block, byUse.AddFirst(index));
            bytes += index.MemoryBytes;
            while (bytes > bytesMax && byUse.Last is { } last)
            {
                Remove(last);
            }

            return index;
        }
    }

    /// <summary>Drops a block's index if it is kept.</summary>
    public void Forget(BlockId block)
    {
        lock (gate)
        {
            if (indexes.TryGetValue(block, out var node))
            {
                Remove(node);
            }
        }
    }

    private void Remove(LinkedListNode<BlockIndex> node)
    {
        byUse.Remove(node);
        indexes.Remove(node.Value.Block);
        bytes -= node.Value.MemoryBytes;
    }
}
