using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Cache;

/// <summary>
/// Plain bytes of frames of blocks in memory, for all shares whose block store is behind a network. Blocks are immutable and ids are never reused, so what is
/// here is right for ever; what was not used for longest goes first. The budget holds whatever happens: a frame that finds no room is not kept.
/// </summary>
/// <remarks>Bytes lie in a <see cref="PageArena"/>. They are copied outside of the lock; a frame that is being copied keeps its pages.</remarks>
internal sealed class FrameCache : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<FrameKey, LinkedListNode<Frame>> frames = [];
    private readonly LinkedList<Frame> byUse = new();
    private readonly PageArena arena;

    /// <summary>A cache of at most <paramref name="bytesMax"/> bytes.</summary>
    public FrameCache(long bytesMax) => (BytesMax, arena) = (bytesMax, new PageArena(bytesMax));

    /// <summary>The budget.</summary>
    public long BytesMax { get; }

    /// <summary>Memory that frames take, in bytes.</summary>
    public long Bytes
    {
        get
        {
            lock (gate)
            {
                return (long)arena.TakenCount * PageArena.PageLength;
            }
        }
    }

    /// <summary>True if the frame is here.</summary>
    public bool Contains(FrameKey key)
    {
        lock (gate)
        {
            return frames.ContainsKey(key);
        }
    }

    /// <summary>Copies bytes of a frame, which has at least <paramref name="offset"/> and the destination's length, from there on; false if it is not here.</summary>
    public bool TryRead(FrameKey key, int offset, Span<byte> destination)
    {
        Frame frame;
        lock (gate)
        {
            if (!frames.TryGetValue(key, out var node))
            {
                return false;
            }

            byUse.Remove(node);
            byUse.AddFirst(node);
            frame = node.Value;
            frame.Readers++;
        }

        arena.Read(frame.Pages, offset, destination);
        EndUse(frame);
        return true;
    }

    /// <summary>Keeps a copy of a frame's plain bytes, which were checked, if there is room or room can be made.</summary>
    public void Add(FrameKey key, ReadOnlySpan<byte> plain)
    {
        Frame frame;
        lock (gate)
        {
            if (frames.ContainsKey(key) || TakePages(PageArena.CountFor(plain.Length)) is not { } pages)
            {
                return;
            }

            frame = new Frame(key, pages) { Readers = 1 };
        }

        arena.Write(frame.Pages, plain);
        lock (gate)
        {
            frame.IsDropped = !frames.TryAdd(key, new LinkedListNode<Frame>(frame));
            if (!frame.IsDropped)
            {
                byUse.AddFirst(frames[key]);
            }
        }

        EndUse(frame);
    }

    /// <summary>Drops all frames; those that are being copied give their pages back when that ends.</summary>
    /// <returns>Memory that they took, in bytes.</returns>
    public long Evict()
    {
        lock (gate)
        {
            var before = (long)arena.TakenCount * PageArena.PageLength;
            foreach (var frame in byUse)
            {
                frame.IsDropped = true;
                ReturnIfUnused(frame);
            }

            frames.Clear();
            byUse.Clear();
            return before - ((long)arena.TakenCount * PageArena.PageLength);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            frames.Clear();
            byUse.Clear();
            arena.Dispose();
        }
    }

    private int[]? TakePages(int count)
    {
        for (var node = byUse.Last; node is not null && arena.FreeCount < count;)
        {
            var previous = node.Previous;
            frames.Remove(node.Value.Key);
            byUse.Remove(node);
            node.Value.IsDropped = true;
            ReturnIfUnused(node.Value);
            node = previous;
        }

        return arena.TryTake(count);
    }

    private void EndUse(Frame frame)
    {
        lock (gate)
        {
            frame.Readers--;
            ReturnIfUnused(frame);
        }
    }

    private void ReturnIfUnused(Frame frame)
    {
        if (frame.IsDropped && frame.Readers == 0)
        {
            arena.Return(frame.Pages);
        }
    }

    private sealed class Frame(FrameKey key, int[] pages)
    {
        public FrameKey Key { get; } = key;

        public int[] Pages { get; } = pages;

        public int Readers { get; set; }

        public bool IsDropped { get; set; }
    }
}

/// <summary>One frame of one block.</summary>
internal readonly record struct FrameKey(BlockId Block, int Frame);
