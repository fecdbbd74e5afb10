using DittoFs.Storage.Blocks;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Quotas;
using DittoFs.Storage.Shares;

namespace DittoFs.Storage.Files;

/// <summary>
/// What FSSTAT tells: the smallest of the share's quota and the caller's own, where there is one; else the disk that holds the blocks, else a petabyte less what
/// is used.
/// </summary>
internal static class ShareStatistics
{
    private const ulong UnlimitedBytes = 1UL << 50;
    private const ulong UnlimitedNodes = 1UL << 40;

    /// <summary>Free bytes never exceed what the disk has or any limit leaves.</summary>
    public static FileSystemStatistics Compute(
        ShareDefinition definition, QuotaLedger quota, uint uid, BlockStoreCapacity? capacity, in NodeAttributes root)
    {
        var owner = quota.Find(uid);
        var limit = definition.GetOwnerLimit(uid);
        var room = capacity is { } disk
            ? new Room((ulong)disk.BytesTotal, (ulong)disk.BytesFree)
            : new Room(UnlimitedBytes, UnlimitedBytes - Math.Min(quota.Bytes, UnlimitedBytes));

        // A quota above the disk's size is still what the share may hold, as far as an administrator has said.
        var bytes = definition.QuotaBytes is { } shareBytes ? room with { Total = (ulong)shareBytes.Bytes } : room;
        bytes = bytes.Within((ulong?)definition.QuotaBytes?.Bytes, quota.Bytes).Within((ulong?)limit.Bytes?.Bytes, (ulong)Math.Max(0, owner.Bytes));
        var nodes = new Room(UnlimitedNodes, UnlimitedNodes - Math.Min(quota.Nodes, UnlimitedNodes))
            .Within(definition.QuotaNodes, quota.Nodes)
            .Within(limit.Nodes, (ulong)Math.Max(0, owner.Nodes));
        return new FileSystemStatistics(bytes.Total, bytes.Free, nodes.Total, nodes.Free, root);
    }

    private readonly record struct Room(ulong Total, ulong Free)
    {
        /// <summary>The room that is left by a limit, too: its total where it is the smaller one, and no more free than it leaves.</summary>
        public Room Within(ulong? limit, ulong used) => limit is not { } max
            ? this
            : new Room(Math.Min(Total, max), Math.Min(Free, max - Math.Min(max, used)));
    }
}
