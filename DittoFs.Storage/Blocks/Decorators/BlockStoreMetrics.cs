using System.Diagnostics;
using System.Diagnostics.Metrics;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.Decorators;

/// <summary>The instruments of block stores: operations by kind and outcome, their seconds, and the bytes that they moved.</summary>
internal sealed class BlockStoreMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "DittoFs.Storage.Blocks";

    private readonly Counter<long> operations;
    private readonly Histogram<double> seconds;
    private readonly Counter<long> bytes;

    /// <summary>Makes the instruments.</summary>
    public BlockStoreMetrics(IMeterFactory meterFactory)
    {
        var meter = meterFactory.Create(MeterName);
        operations = meter.CreateCounter<long>("dittofs.blocks.operations", "{operation}", "Block store operations that ended, by kind and outcome.");
        seconds = meter.CreateHistogram<double>("dittofs.blocks.operation.duration", "s", "How long block store operations took, by kind.", tags: null, HistogramBuckets.Seconds);
        bytes = meter.CreateCounter<long>("dittofs.blocks.bytes", "By", "Bytes that block store operations moved, by kind.");
    }

    /// <summary>Counts one operation that ended.</summary>
    /// <param name="backend">The kind of store, one of a few names.</param>
    /// <param name="operation">The kind of operation, one of a few names.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="moved">Bytes read or written.</param>
    public void Record(string backend, string operation, FsError outcome, TimeSpan elapsed, long moved)
    {
        var tags = new TagList { { "backend", backend }, { "operation", operation } };
        seconds.Record(elapsed.TotalSeconds, tags);
        if (moved > 0)
        {
            bytes.Add(moved, tags);
        }

        tags.Add("outcome", outcome.ToString());
        operations.Add(1, tags);
    }
}
