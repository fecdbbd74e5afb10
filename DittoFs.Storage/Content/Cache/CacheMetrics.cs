using System.Diagnostics.Metrics;
using DittoFs.Storage.Diagnostics;

namespace DittoFs.Storage.Content.Cache;

/// <summary>Where bytes of remote blocks are read from, and what the caches hold.</summary>
internal sealed class CacheMetrics
{
    /// <summary>The tier of frames in memory.</summary>
    public const string Memory = "memory";

    /// <summary>The tier of frames on this machine's disk.</summary>
    public const string Disk = "disk";

    /// <summary>The block store itself.</summary>
    public const string Store = "store";

    private readonly Meter meter;
    private readonly Counter<long> bytes;
    private readonly Counter<long> readAhead;
    private long memoryBytes;
    private long diskBytes;
    private long storeBytes;

    /// <summary>Makes the instruments.</summary>
    public CacheMetrics(Meter meter)
    {
        this.meter = meter;
        bytes = meter.CreateCounter<long>("dittofs.cache.read", "By", "Bytes of remote blocks that were read, by where they came from.");
        readAhead = meter.CreateCounter<long>("dittofs.cache.readahead", "By", "Bytes that sequential readers were expected to want and that were read ahead.");
    }

    /// <summary>What all shares read since the start.</summary>
    public CacheReads Reads => new(Interlocked.Read(ref memoryBytes), Interlocked.Read(ref diskBytes), Interlocked.Read(ref storeBytes));

    /// <summary>Counts bytes that came from <paramref name="tier"/>.</summary>
    public void Hit(string tier, int count)
    {
        Interlocked.Add(ref tier == Memory ? ref memoryBytes : ref tier == Disk ? ref diskBytes : ref storeBytes, count);
        bytes.Add(count, new KeyValuePair<string, object?>("tier", tier));
    }

    /// <summary>Counts bytes that were read ahead.</summary>
    public void ReadAhead(int count) => readAhead.Add(count);

    /// <summary>Shows what a cache holds, in bytes.</summary>
    public void Show(string tier, Func<long> used) => meter.CreateObservableGauge(
        "dittofs.cache.used", () => new Measurement<long>(used(), new KeyValuePair<string, object?>("tier", tier)), "By", "Bytes that a cache holds.");
}
