namespace DittoFs.Storage.Primitives;

/// <summary>How fast a store answered. Latencies are medians of small operations, one after the other; rates are those of a few megabytes.</summary>
/// <param name="WriteLatency">How long a small write took until it was durable.</param>
/// <param name="ReadLatency">How long a small read took.</param>
/// <param name="WriteBytesPerSecond">The rate to the store.</param>
/// <param name="ReadBytesPerSecond">The rate from the store.</param>
/// <param name="Bytes">The bytes that each rate was measured with.</param>
public sealed record StoreSpeed(TimeSpan WriteLatency, TimeSpan ReadLatency, double WriteBytesPerSecond, double ReadBytesPerSecond, long Bytes);
