using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Disk;
using DittoFs.Storage.Primitives;
using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Content.Cache;

/// <summary>
/// Frames of remote blocks on this machine's disk: in segments of the log whose bytes were uploaded, as long as the log has them and afterwards, and in segments of
/// the same format that fetched frames are appended to. The oldest file goes first, whole.
/// </summary>
/// <remarks>
/// Nothing here is ever synced, and nothing is trusted: who reads checks the bytes against the block's index. So files that are gone, cut, written over or from
/// before a power cut are misses. Two locks: <c>writing</c> is held over file operations by who adds or evicts, <c>gate</c> for the maps alone; the first
/// comes first.
/// </remarks>
internal sealed partial class DiskCache : IFrameStore, ISegmentHeir, IDisposable
{
    private readonly IDisk disk;
    private readonly string directory;
    private readonly long bytesMax;
    private readonly long segmentLength;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly Lock writing = new();
    private readonly Lock gate = new();
    private readonly Dictionary<BlockId, CachedBlock> blocks = [];
    private readonly Dictionary<WalSegment, CachedSegment> segments = [];
    private readonly LinkedList<CachedSegment> kept = new();
    private long bytes;
    private int parts;

    private DiskCache(IDisk disk, string directory, long bytesMax, long segmentLength, TimeProvider clock, ILogger logger) =>
        (this.disk, this.directory, this.bytesMax, this.segmentLength, this.clock, this.logger) = (disk, directory, bytesMax, segmentLength, clock, logger);

    /// <summary>Disk that the cache's own files take, in bytes.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <inheritdoc/>
    public bool TryRead(FrameKey key, Span<byte> stored)
    {
        if (TryPin(key) is not { } found)
        {
            return false;
        }

        try
        {
            foreach (var part in found)
            {
                if (part.Segment.Segment.File.Read(part.Offset, stored[..part.Length]) != part.Length)
                {
                    return false;
                }

                stored = stored[part.Length..];
            }

            return stored.IsEmpty;
        }
        catch (IOException e)
        {
            Failed(e);
            return false;
        }
        finally
        {
            Unpin(found, found.Length);
        }
    }

    /// <inheritdoc/>
    public bool TryGetIndex(BlockId block, out BlockIndex index)
    {
        lock (gate)
        {
            var known = blocks.TryGetValue(block, out var cached);
            index = cached?.Index!;
            return known;
        }
    }

    /// <inheritdoc/>
    public void Note(BlockIndex index, IReadOnlyList<LoggedPiece> pieces)
    {
        lock (gate)
        {
            var (piece, used) = (0, 0);
            for (var frame = 0; frame < index.Count; frame++)
            {
                List<FramePart> found = [];
                for (var missing = index[frame].StoredLength; missing > 0;)
                {
                    var length = Math.Min(missing, pieces[piece].Length - used);
                    found.Add(new FramePart(GetOrAdd(pieces[piece].Segment), pieces[piece].Offset + used, length));
                    (missing, used) = (missing - length, used + length);
                    if (used == pieces[piece].Length)
                    {
                        (piece, used) = (piece + 1, 0);
                    }
                }

                Enter(index, frame, [.. found]);
            }
        }
    }

    /// <inheritdoc/>
    public void Forget(BlockId block)
    {
        lock (gate)
        {
            if (blocks.Remove(block, out var cached))
            {
                for (var frame = 0; frame < cached.Parts.Length; frame++)
                {
                    Leave(cached, frame);
                }
            }
        }
    }

    /// <summary>The frame's parts with their files pinned; null if it is not here.</summary>
    private FramePart[]? TryPin(FrameKey key)
    {
        lock (gate)
        {
            if (!blocks.TryGetValue(key.Block, out var block) || block.Parts[key.Frame] is not { } found)
            {
                return null;
            }

            for (var i = 0; i < found.Length; i++)
            {
                if (!found[i].Segment.Segment.TryPin())
                {
                    Unpin(found, i);
                    return null;
                }
            }

            return found;
        }
    }

    private static void Unpin(FramePart[] pinned, int count)
    {
        for (var i = 0; i < count; i++)
        {
            pinned[i].Segment.Segment.Unpin();
        }
    }

    private bool Contains(FrameKey key)
    {
        lock (gate)
        {
            return blocks.TryGetValue(key.Block, out var block) && block.Parts[key.Frame] is not null;
        }
    }

    private CachedSegment GetOrAdd(WalSegment segment)
    {
        if (!segments.TryGetValue(segment, out var cached))
        {
            cached = new CachedSegment(segment);
            if (segment.IsCacheable)
            {
                segments.Add(segment, cached);
            }
        }

        return cached;
    }

    /// <summary>Maps a frame, unless it is here or one of its files is not to be had any more.</summary>
    private void Enter(BlockIndex index, int frame, FramePart[] found)
    {
        if (!blocks.TryGetValue(index.Block, out var block))
        {
            block = new CachedBlock(index);
        }

        if (block.Parts[frame] is not null || Array.Exists(found, static part => !part.Segment.Segment.IsCacheable))
        {
            return;
        }

        blocks[index.Block] = block;
        block.Parts[frame] = found;
        block.Count++;
        parts += found.Length;
        CachedSegment? last = null;
        foreach (var part in found)
        {
            part.Segment.Bytes += part.Length;
            if (part.Segment != last)
            {
                last = part.Segment;
                last.Frames.Add((block, frame));
            }
        }
    }

    /// <summary>Takes a frame out of the maps. Its files' lists still name it, which does no harm.</summary>
    private void Leave(CachedBlock block, int frame)
    {
        if (block.Parts[frame] is { } found)
        {
            block.Parts[frame] = null;
            block.Count--;
            parts -= found.Length;
            foreach (var part in found)
            {
                part.Segment.Bytes -= part.Length;
            }

            if (block.Count == 0 && blocks.TryGetValue(block.Index.Block, out var present) && present == block)
            {
                blocks.Remove(block.Index.Block);
            }
        }
    }

    /// <summary>Takes a file out of the maps, with every frame that has bytes in it.</summary>
    private void Drop(CachedSegment segment)
    {
        segment.Segment.IsCacheable = false;
        segments.Remove(segment.Segment);
        foreach (var (block, frame) in segment.Frames)
        {
            Leave(block, frame);
        }

        segment.Frames.Clear();
    }
}
