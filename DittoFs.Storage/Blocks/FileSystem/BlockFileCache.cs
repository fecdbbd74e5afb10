using DittoFs.Storage.Primitives;
using Microsoft.Win32.SafeHandles;

namespace DittoFs.Storage.Blocks.FileSystem;

/// <summary>
/// Open files of blocks, at most a fixed number; the one that was not used for longest is closed first. A file that somebody reads stays open
/// until he is done, even when it has left the cache.
/// </summary>
internal sealed class BlockFileCache(int filesMax) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<BlockId, LinkedListNode<OpenBlock>> files = [];
    private readonly LinkedList<OpenBlock> byUse = new();
    private long forgotten;
    private bool disposed;

    /// <summary>Rises with each <see cref="Forget"/>. Who opens a file reads it first.</summary>
    public long Generation => Volatile.Read(ref forgotten);

    /// <summary>Takes the block's file if it is open. Who took it calls <see cref="Return"/>, once.</summary>
    public bool TryTake(BlockId block, out SafeFileHandle file)
    {
        lock (gate)
        {
            if (!files.TryGetValue(block, out var node))
            {
                file = null!;
                return false;
            }

            byUse.Remove(node);
            byUse.AddFirst(node);
            file = node.Value.File;
            Hold(file);
            return true;
        }
    }

    /// <summary>
    /// Takes a file that was just opened, and keeps it for others unless the block is open already or any was forgotten since
    /// <paramref name="generation"/>: it may be this one, and a kept file would hold the room of a deleted block.
    /// </summary>
    public SafeFileHandle AddAndTake(BlockId block, SafeFileHandle opened, long generation)
    {
        lock (gate)
        {
            Hold(opened);
            if (disposed || generation != forgotten || files.ContainsKey(block))
            {
                opened.Dispose();
                return opened;
            }

            files.Add(block, byUse.AddFirst(new OpenBlock(block, opened)));
            while (files.Count > filesMax)
            {
                Close(byUse.Last!);
            }

            return opened;
        }
    }

    /// <summary>Gives back a file that was taken.</summary>
    public static void Return(SafeFileHandle file) => file.DangerousRelease();

    /// <summary>Closes the block's file when the last reader is done with it.</summary>
    public void Forget(BlockId block)
    {
        lock (gate)
        {
            forgotten++;
            if (files.TryGetValue(block, out var node))
            {
                Close(node);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            while (byUse.Last is { } node)
            {
                Close(node);
            }
        }
    }

    private static void Hold(SafeFileHandle file)
    {
        var held = false;
        file.DangerousAddRef(ref held);
    }

    private void Close(LinkedListNode<OpenBlock> node)
    {
        byUse.Remove(node);
        files.Remove(node.Value.Block);
        node.Value.File.Dispose();
    }

    private readonly record struct OpenBlock(BlockId Block, SafeFileHandle File);
}
