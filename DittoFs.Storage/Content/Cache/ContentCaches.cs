namespace DittoFs.Storage.Content.Cache;

/// <summary>What all shares of a server have in common for their reads.</summary>
/// <param name="Memory">Frames of remote blocks in memory.</param>
/// <param name="Disk">Frames of remote blocks on this machine's disk.</param>
/// <param name="ReadAhead">What may be read ahead.</param>
/// <param name="Metrics">What is told of them.</param>
internal sealed record ContentCaches(FrameCache Memory, IFrameStore Disk, ReadAheadBudget ReadAhead, CacheMetrics Metrics) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Memory.Dispose();
        (Disk as IDisposable)?.Dispose();
    }
}
