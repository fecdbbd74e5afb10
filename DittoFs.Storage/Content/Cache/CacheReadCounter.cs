using DittoFs.Storage.Diagnostics;

namespace DittoFs.Storage.Content.Cache;

/// <summary>Counts what one share reads by where it came from, and tells the server's instruments. Safe from any thread.</summary>
internal sealed class CacheReadCounter(CacheMetrics metrics)
{
    private long memory;
    private long disk;
    private long store;

    /// <summary>What was counted.</summary>
    public CacheReads Reads => new(Interlocked.Read(ref memory), Interlocked.Read(ref disk), Interlocked.Read(ref store));

    /// <summary>Counts bytes that came from memory.</summary>
    public void FromMemory(int count)
    {
        Interlocked.Add(ref memory, count);
        metrics.Hit(CacheMetrics.Memory, count);
    }

    /// <summary>Counts bytes that came from this machine's disk.</summary>
    public void FromDisk(int count)
    {
        Interlocked.Add(ref disk, count);
        metrics.Hit(CacheMetrics.Disk, count);
    }

    /// <summary>Counts bytes that came from the block store.</summary>
    public void FromStore(int count)
    {
        Interlocked.Add(ref store, count);
        metrics.Hit(CacheMetrics.Store, count);
    }
}
