using System.Diagnostics.Metrics;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Diagnostics;

/// <summary>What goes from the log into blocks, in numbers.</summary>
internal sealed class UploadMetrics
{
    private readonly Counter<long> blocks;
    private readonly Counter<long> bytes;
    private readonly Histogram<double> seconds;

    public UploadMetrics(Meter meter)
    {
        blocks = meter.CreateCounter<long>("dittofs.upload.blocks", "{block}", "Blocks stored.");
        bytes = meter.CreateCounter<long>("dittofs.upload.bytes", "By", "File bytes stored in blocks.");
        seconds = meter.CreateHistogram<double>("dittofs.upload.duration", "s", "Time to store and commit one block.", tags: null, HistogramBuckets.Seconds);
    }

    public void Uploaded(long length, TimeSpan duration)
    {
        blocks.Add(1);
        bytes.Add(length);
        seconds.Record(duration.TotalSeconds);
    }
}
