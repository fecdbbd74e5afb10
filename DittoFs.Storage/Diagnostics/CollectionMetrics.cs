using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using DittoFs.Storage.Collection;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Diagnostics;

/// <summary>What the collector does, in numbers and for those who look on. Dry runs are not counted.</summary>
internal sealed class CollectionMetrics
{
    private readonly Counter<long> runs;
    private readonly Counter<long> deletedBlocks;
    private readonly Counter<long> deletedBytes;
    private readonly Histogram<double> seconds;
    private readonly ImmutableArray<IStorageObserver> observers;

    public CollectionMetrics(Meter meter, ImmutableArray<IStorageObserver> observers)
    {
        this.observers = observers;
        runs = meter.CreateCounter<long>("dittofs.collection.runs", "{run}", "Collections of dead blocks that ended, by outcome.");
        deletedBlocks = meter.CreateCounter<long>("dittofs.collection.deleted.blocks", "{block}", "Dead blocks deleted.");
        deletedBytes = meter.CreateCounter<long>("dittofs.collection.deleted.bytes", "By", "Bytes of dead blocks deleted.");
        seconds = meter.CreateHistogram<double>("dittofs.collection.duration", "s", "Time that one collection took.", tags: null, HistogramBuckets.Seconds);
    }

    public void Collected(string store, CollectionReport report, TimeSpan duration)
    {
        runs.Add(1, new KeyValuePair<string, object?>("outcome", report.Error.ToString()));
        deletedBlocks.Add(report.DeletedBlocks);
        deletedBytes.Add(report.DeletedBytes);
        seconds.Record(duration.TotalSeconds);
        foreach (var observer in observers)
        {
            observer.Collected(store, report);
        }
    }
}
