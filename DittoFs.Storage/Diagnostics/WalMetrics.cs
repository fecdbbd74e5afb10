using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Diagnostics;

/// <summary>What the log does, in numbers.</summary>
internal sealed class WalMetrics
{
    private readonly Counter<long> appendedRecords;
    private readonly Counter<long> appendedBytes;
    private readonly Counter<long> retiredSegments;
    private readonly Histogram<double> syncSeconds;
    private readonly Histogram<int> syncWaiters;
    public WalMetrics(IMeterFactory meters, params ImmutableArray<IStorageObserver> observers)
    {
        Observers = observers;
        Meter = meters.Create("DittoFs.Storage");
        appendedRecords = Meter.CreateCounter<long>("dittofs.wal.records", "{record}", "Records appended to the log.");
        appendedBytes = Meter.CreateCounter<long>("dittofs.wal.bytes", "By", "Bytes appended to the log.");
        retiredSegments = Meter.CreateCounter<long>("dittofs.wal.segments.retired", "{segment}", "Segments freed for reuse.");
        syncSeconds = Meter.CreateHistogram<double>("dittofs.wal.sync.duration", "s", "Time that one sync of the log took.", tags: null, HistogramBuckets.Seconds);
        syncWaiters = Meter.CreateHistogram<int>("dittofs.wal.sync.waiters", "{call}", "Calls that one sync of the log answered.", tags: null, HistogramBuckets.Counts);
    }

    /// <summary>The meter that the storage's other instruments are made on.</summary>
    public Meter Meter { get; }

    /// <summary>Those who are told what the storage does.</summary>
    public ImmutableArray<IStorageObserver> Observers { get; }

    public void Appended(int bytes)
    {
        appendedRecords.Add(1);
        appendedBytes.Add(bytes);
    }

    public void Synced(TimeSpan duration, int waiters)
    {
        syncSeconds.Record(duration.TotalSeconds);
        syncWaiters.Record(waiters);
    }

    public void Retired(int segments)
    {
        retiredSegments.Add(segments);
        foreach (var observer in Observers)
        {
            observer.LogRetired(segments);
        }
    }
}
