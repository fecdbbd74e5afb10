using DittoFs.Storage.Shares;

namespace DittoFs.Storage.Quotas;

/// <summary>
/// What a share holds, in bytes (each file rounded up to 4 KiB) and nodes, kept in memory and changed with every operation. Growth is checked against the
/// share's quota before it is acknowledged.
/// </summary>
internal sealed class QuotaLedger
{
    /// <summary>What a file's size is rounded up to.</summary>
    public const ulong AllocationUnit = 4096;

    private long bytes;
    private long nodes;

    /// <summary>Bytes that are charged.</summary>
    public ulong Bytes => (ulong)Math.Max(0, Interlocked.Read(ref bytes));

    /// <summary>Nodes that are charged, the root included.</summary>
    public ulong Nodes => (ulong)Math.Max(0, Interlocked.Read(ref nodes));

    /// <summary>The bytes that a file of <paramref name="size"/> is charged.</summary>
    public static ulong GetAllocation(ulong size) => (size + AllocationUnit - 1) & ~(AllocationUnit - 1);

    /// <summary>Whether the share may hold that much more; growth of nothing always may.</summary>
    public bool Allows(ShareDefinition definition, long moreBytes, long moreNodes) =>
        (moreBytes <= 0 || definition.QuotaBytes is not { } bytesMax || Interlocked.Read(ref bytes) + moreBytes <= bytesMax.Bytes)
        && (moreNodes <= 0 || definition.QuotaNodes is not { } nodesMax || Interlocked.Read(ref nodes) + moreNodes <= (long)nodesMax);

    /// <summary>Charges growth, or (negative) credits shrinkage.</summary>
    public void Charge(long moreBytes, long moreNodes)
    {
        Interlocked.Add(ref bytes, moreBytes);
        Interlocked.Add(ref nodes, moreNodes);
    }

    /// <summary>The change of charge between two sizes.</summary>
    public static long GetDifference(ulong before, ulong after) => (long)(GetAllocation(after) - GetAllocation(before));

    /// <summary>Adds what a count found, to what has been charged meanwhile.</summary>
    public void AddCounted(in Metadata.ShareTotals totals) => Charge((long)totals.ContentBytes, (long)totals.Nodes);
}
