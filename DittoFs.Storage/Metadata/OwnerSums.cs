namespace DittoFs.Storage.Metadata;

/// <summary>Charges added up by owner.</summary>
public sealed class OwnerSums
{
    private readonly Dictionary<uint, OwnerCharge> sums = [];

    /// <summary>Adds a charge.</summary>
    public void Add(OwnerCharge charge) => sums[charge.Uid] = sums.TryGetValue(charge.Uid, out var sum) ? sum.Plus(charge) : charge;

    /// <summary>The sums that are not nothing, in order of uids.</summary>
    public List<OwnerCharge> ToList() => [.. sums.Values.Where(static sum => !sum.IsNothing).OrderBy(static sum => sum.Uid)];
}
