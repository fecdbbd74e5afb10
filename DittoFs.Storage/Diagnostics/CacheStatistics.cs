namespace DittoFs.Storage.Diagnostics;

/// <summary>What the caches of files' bytes hold at one moment.</summary>
/// <param name="MemoryBytes">Memory that frames of blocks take.</param>
/// <param name="MemoryBytesMax">The budget of that.</param>
/// <param name="DiskBytes">Disk that the cache's own files take.</param>
/// <param name="DiskBytesMax">The budget of that; 0 when the disk cache is turned off.</param>
/// <param name="Reads">Where bytes came from since the start, shares included that have ended.</param>
public sealed record CacheStatistics(long MemoryBytes, long MemoryBytesMax, long DiskBytes, long DiskBytesMax, CacheReads Reads)
{
    /// <summary>Of a storage that was not started.</summary>
    public static CacheStatistics Empty { get; } = new(0, 0, 0, 0, default);
}

/// <summary>Which of the caches of files' bytes.</summary>
[Flags]
public enum CacheTiers
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>Frames in memory.</summary>
    Memory = 1,

    /// <summary>Frames in files of this machine.</summary>
    Disk = 2,
}

/// <summary>What an eviction gave back.</summary>
/// <param name="MemoryBytes">Of memory.</param>
/// <param name="DiskBytes">Of disk.</param>
public readonly record struct EvictedBytes(long MemoryBytes, long DiskBytes);
