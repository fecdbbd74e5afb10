using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata;

/// <summary>What an owner holds, or by how much that changes (negative: shrinks).</summary>
/// <param name="Uid">The owner.</param>
/// <param name="Bytes">Bytes of his files, each file rounded up to 4 KiB.</param>
/// <param name="Nodes">His nodes of every kind.</param>
public readonly record struct OwnerCharge(uint Uid, long Bytes, long Nodes)
{
    /// <summary>What a file's size is rounded up to.</summary>
    public const ulong AllocationUnit = 4096;

    /// <summary>It changes nothing.</summary>
    public bool IsNothing => Bytes == 0 && Nodes == 0;

    /// <summary>What <paramref name="node"/> is charged to its owner.</summary>
    public static OwnerCharge Of(NodeRecord node) => new(node.Uid, node.Kind == NodeKind.File ? (long)GetAllocation(node.Size) : 0, 1);

    /// <summary>The bytes that a file of <paramref name="size"/> is charged; that is what its clients see as allocated.</summary>
    public static ulong GetAllocation(ulong size) => (size + AllocationUnit - 1) & ~(AllocationUnit - 1);

    /// <summary>The charge that takes this one back.</summary>
    public OwnerCharge Negated() => new(Uid, -Bytes, -Nodes);

    /// <summary>Both together; of one owner.</summary>
    public OwnerCharge Plus(OwnerCharge other) => this with { Bytes = Bytes + other.Bytes, Nodes = Nodes + other.Nodes };
}

/// <summary>What a store keeps of a share's usage beside what its node rows add up to, both at one moment.</summary>
/// <param name="Kept">The kept counters, one for each owner that holds anything, in order of uids.</param>
/// <param name="Counted">The same, counted row by row.</param>
public sealed record UsageCount(IReadOnlyList<OwnerCharge> Kept, IReadOnlyList<OwnerCharge> Counted)
{
    /// <summary>What must be added to the kept counters so that they are those that were counted; empty when they are.</summary>
    public IReadOnlyList<OwnerCharge> GetCorrections()
    {
        var sums = new OwnerSums();
        foreach (var counted in Counted)
        {
            sums.Add(counted);
        }

        foreach (var kept in Kept)
        {
            sums.Add(kept.Negated());
        }

        return sums.ToList();
    }
}
