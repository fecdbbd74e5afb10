namespace DittoFs.Storage.Diagnostics;

/// <summary>Bytes of blocks behind a network that were read since the start, by where they came from.</summary>
/// <param name="MemoryBytes">From memory.</param>
/// <param name="DiskBytes">From this machine's disk.</param>
/// <param name="StoreBytes">From the block store itself.</param>
public readonly record struct CacheReads(long MemoryBytes, long DiskBytes, long StoreBytes)
{
    /// <summary>The part that did not need the store, 0 to 1; null while nothing was read.</summary>
    /// <remarks>What is fetched from disk or the store comes into memory and is counted there once more when it is handed out, so the store's part of that is all that missed.</remarks>
    public double? HitFraction => MemoryBytes + StoreBytes == 0 ? null : Math.Max(0, 1 - ((double)StoreBytes / Math.Max(MemoryBytes, StoreBytes)));
}
