namespace DittoFs.Storage.Primitives;

/// <summary>How fast a store answered. Latencies are medians of small operations, one after the other; rates are those of a few megabytes.</summary>
/// <param name="WriteLatency">How long a small write took until it was durable.</param>
/// <param name="ReadLatency">How long a small read took.</param>
/// <param name="WriteBytesPerSecond">The rate to the store.</param>
/// <param name="ReadBytesPerSecond">The rate from the store.</param>
/// <param name="Bytes">The bytes that each rate was measured with.</param>
public sealed record StoreSpeed(TimeSpan WriteLatency, TimeSpan ReadLatency, double WriteBytesPerSecond, double ReadBytesPerSecond, long Bytes)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMicroseconds(1);

    /// <summary>What was measured: small writes and reads, and how long <paramref name="bytes"/> took each way.</summary>
    internal static StoreSpeed Of(IReadOnlyCollection<TimeSpan> writes, IReadOnlyCollection<TimeSpan> reads, TimeSpan up, TimeSpan down, long bytes)
    {
        return new StoreSpeed(Median(writes), Median(reads), Rate(up), Rate(down), bytes);

        static TimeSpan Median(IReadOnlyCollection<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);

        double Rate(TimeSpan time) => bytes / (time < Shortest ? Shortest : time).TotalSeconds;
    }
}
