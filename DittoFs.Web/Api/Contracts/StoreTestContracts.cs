namespace DittoFs.Web.Api.Contracts;

/// <summary>What a test of a store with bytes came to.</summary>
/// <param name="Healthy">It can be used.</param>
/// <param name="Detail">What was done, or what failed and what to look at.</param>
/// <param name="Speed">How fast it was; null when the test failed, or when there is nothing to measure.</param>
public sealed record StoreTestResponse(bool Healthy, string Detail, StoreSpeedResponse? Speed);

/// <summary>How fast a store answered. Reads of bytes that this machine has just written may come out of its memory.</summary>
/// <param name="WriteLatencySeconds">How long a small write took until it was durable: the median of some.</param>
/// <param name="ReadLatencySeconds">How long a small read took: the median of some.</param>
/// <param name="WriteBytesPerSecond">The rate to the store.</param>
/// <param name="ReadBytesPerSecond">The rate from the store.</param>
/// <param name="Bytes">The bytes that each rate was measured with.</param>
public sealed record StoreSpeedResponse(double WriteLatencySeconds, double ReadLatencySeconds, double WriteBytesPerSecond, double ReadBytesPerSecond, long Bytes);
