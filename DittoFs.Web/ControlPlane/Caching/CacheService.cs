using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Audit;

namespace DittoFs.Web.ControlPlane.Caching;

/// <summary>The caches of files' bytes: what they hold and how they help, and their eviction.</summary>
internal sealed class CacheService(IStorageEngine engine, AuditLog audit)
{
    /// <summary>How they stand.</summary>
    public CacheResponse Get()
    {
        var now = engine.GetStatistics();
        return new CacheResponse
        {
            Tiers =
            [
                new CacheTierResponse(CacheTier.Memory, now.Cache.MemoryBytes, now.Cache.MemoryBytesMax),
                new CacheTierResponse(CacheTier.Disk, now.Cache.DiskBytes, now.Cache.DiskBytesMax),
            ],
            Reads = ToResponse(now.Cache.Reads),
            Shares =
            [
                .. from share in now.Shares
                   where share.Reads is not null
                   orderby share.Name.Value
                   select new ShareCacheResponse(share.Name.Value, ToResponse(share.Reads!.Value)),
            ],
        };
    }

    /// <summary>Gives back what they hold. Bytes that only the log has are not theirs.</summary>
    public async Task<EvictedResponse> EvictAsync(Actor actor, EvictCacheRequest request, CancellationToken cancellationToken)
    {
        var tiers = request.Tier switch
        {
            CacheTier.Memory => CacheTiers.Memory,
            CacheTier.Disk => CacheTiers.Disk,
            null => CacheTiers.Memory | CacheTiers.Disk,
        };
        await audit.NoteAsync(actor, "cache.evict", request.Tier?.ToString().ToLowerInvariant() ?? "all", succeeded: true, null, cancellationToken);
        var evicted = await engine.EvictCachesAsync(tiers);
        return new EvictedResponse(evicted.MemoryBytes, evicted.DiskBytes);
    }

    private static CacheReadsResponse ToResponse(CacheReads reads) => new(reads.MemoryBytes, reads.DiskBytes, reads.StoreBytes, reads.HitFraction);
}
