using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Content.Wal;

namespace DittoFs.Storage.Content.Cache;

/// <summary>A file with bytes of frames: of the log still, or of the disk cache. Guarded by the cache.</summary>
internal sealed class CachedSegment(WalSegment segment)
{
    /// <summary>The file.</summary>
    public WalSegment Segment { get; } = segment;

    /// <summary>What the file counts for in the cache's budget; 0 while it is the log's.</summary>
    public long FileBytes { get; set; }

    /// <summary>Bytes of frames in it.</summary>
    public long Bytes { get; set; }

    /// <summary>The frames that have bytes in it.</summary>
    public List<(CachedBlock Block, int Frame)> Frames { get; } = [];
}

/// <summary>A block with frames on this machine's disk. Guarded by the cache.</summary>
internal sealed class CachedBlock(BlockIndex index)
{
    /// <summary>The block's frames.</summary>
    public BlockIndex Index { get; } = index;

    /// <summary>For each frame where its stored bytes lie, part after part; null when they are not here.</summary>
    public FramePart[]?[] Parts { get; } = new FramePart[index.Count][];

    /// <summary>Frames that are here.</summary>
    public int Count { get; set; }
}

/// <summary>A part of a frame's stored bytes.</summary>
internal readonly record struct FramePart(CachedSegment Segment, long Offset, int Length);
