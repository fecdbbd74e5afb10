using System.Diagnostics.Metrics;

namespace DittoFs.Storage.Primitives;

/// <summary>Bucket boundaries for what a file server measures: the usual ones are made for milliseconds and would put every call into the first bucket.</summary>
public static class HistogramBuckets
{
    /// <summary>From 20 µs to 10 s, for durations in seconds.</summary>
    public static InstrumentAdvice<double> Seconds { get; } = new()
    {
        HistogramBucketBoundaries =
            [0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
    };

    /// <summary>From 1 to 1,024, for how many were served at once.</summary>
    public static InstrumentAdvice<int> Counts { get; } = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] };
}
