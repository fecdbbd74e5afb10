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
    private volatile Func<UploadBacklog>? backlog;

    public UploadMetrics(Meter meter, params ImmutableArray<IStorageObserver> observers)
    {
        this.observers = observers;
        blocks = meter.CreateCounter<long>("dittofs.upload.blocks", "{block}", "Blocks stored.");
        bytes = meter.CreateCounter<long>("dittofs.upload.bytes", "By", "File bytes stored in blocks.");
        seconds = meter.CreateHistogram<double>("dittofs.upload.duration", "s", "Time to store and commit one block.", tags: null, HistogramBuckets.Seconds);
        meter.CreateObservableGauge("dittofs.upload.backlog.bytes", () => Backlog.Bytes, "By", "Acknowledged bytes of all shares that are in the log only.");
        meter.CreateObservableGauge("dittofs.upload.backlog.age", () => Backlog.Age.TotalSeconds, "s", "How long the oldest of them have been.");
        meter.CreateObservableGauge("dittofs.upload.active", () => Backlog.BlocksUnderWay, "{block}", "Blocks that are being stored.");
    }

    private UploadBacklog Backlog => backlog?.Invoke() ?? default;

    /// <summary>Whom the gauges ask for what waits; called from any thread.</summary>
    public void Watch(Func<UploadBacklog> read) => backlog = read;

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

/// <summary>What waits for its upload.</summary>
/// <param name="Bytes">Bytes in the log only.</param>
/// <param name="Age">How long the oldest of them have been.</param>
/// <param name="BlocksUnderWay">Blocks that are being stored.</param>
internal readonly record struct UploadBacklog(long Bytes, TimeSpan Age, int BlocksUnderWay);
