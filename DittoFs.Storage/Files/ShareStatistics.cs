using DittoFs.Storage.Blocks;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Quotas;
using DittoFs.Storage.Shares;

namespace DittoFs.Storage.Files;

/// <summary>What FSSTAT tells: the quota where there is one, else the disk that holds the blocks, else a petabyte less what is used.</summary>
internal static class ShareStatistics
{
    private const ulong UnlimitedBytes = 1UL << 50;
    private const ulong UnlimitedNodes = 1UL << 40;

    /// <summary>Free bytes never exceed what the disk has, and are 0 only when a write would be refused.</summary>
    public static FileSystemStatistics Compute(ShareDefinition definition, QuotaLedger quota, BlockStoreCapacity? capacity, in NodeAttributes root)
    {
        var (total, free) = capacity is { } disk
            ? ((ulong)disk.BytesTotal, (ulong)disk.BytesFree)
            : (UnlimitedBytes, UnlimitedBytes - Math.Min(quota.Bytes, UnlimitedBytes - QuotaLedger.AllocationUnit));
        if (definition.QuotaBytes is { } bytesMax)
        {
            total = (ulong)bytesMax.Bytes;
            free = Math.Min(free, total - Math.Min(total, quota.Bytes));
        }

        var nodesTotal = definition.QuotaNodes ?? UnlimitedNodes;
        return new FileSystemStatistics(total, free, nodesTotal, nodesTotal - Math.Min(nodesTotal, quota.Nodes), root);
    }
}
