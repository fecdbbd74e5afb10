using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>What a trial of a store came to.</summary>
/// <param name="Health">Whether the store can be used, and what was done or failed.</param>
/// <param name="Speed">What was measured; null when the trial failed, or when there is nothing to measure.</param>
public readonly record struct StoreTrial(StoreHealth Health, StoreSpeed? Speed);
