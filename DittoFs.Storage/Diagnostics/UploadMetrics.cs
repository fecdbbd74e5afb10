using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Diagnostics;

/// <summary>What goes from the log into blocks, in numbers and for those who look on.</summary>
internal sealed class UploadMetrics
{
    private readonly Counter<long> blocks;
    private readonly Counter<long> bytes;
    private readonly Histogram<double> seconds;
    private readonly ImmutableArray<IStorageObserver> observers;

    public UploadMetrics(Meter meter, params ImmutableArray<IStorageObserver> observers)
    {
        this.observers = observers;
        blocks = meter.CreateCounter<long>("dittofs.upload.blocks", "{block}", "Blocks stored.");
        bytes = meter.CreateCounter<long>("dittofs.upload.bytes", "By", "File bytes stored in blocks.");
        seconds = meter.CreateHistogram<double>("dittofs.upload.duration", "s", "Time to store and commit one block.", tags: null, HistogramBuckets.Seconds);
    }

    public void Uploaded(ShareId share, long length, TimeSpan duration)
    {
        blocks.Add(1);
        bytes.Add(length);
        seconds.Record(duration.TotalSeconds);
        foreach (var observer in observers)
        {
            observer.BlockUploaded(share, length, duration);
        }
    }

    public void StateChanged(ShareId share, FsError failure)
    {
        foreach (var observer in observers)
        {
            observer.UploadStateChanged(share, failure);
        }
    }
}
