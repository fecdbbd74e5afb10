using DittoFs.Storage.Metadata;
using DittoFs.Storage.Shares;

namespace DittoFs.Storage.Quotas;

/// <summary>
/// What a share and each of its owners hold at this moment, with what clients were told and no store knows yet. Growth is reserved here, against all limits at once,
/// before it is logged and acknowledged: so a limit is never passed and nothing acknowledged is refused later.
/// </summary>
/// <remarks>Safe from any thread; the lock is held for a few additions only.</remarks>
internal sealed class QuotaLedger
{
    private readonly Lock gate = new();
    private readonly Dictionary<uint, OwnerCharge> owners;
    private long bytes;
    private long nodes;

    /// <summary>Begins with what the store has.</summary>
    public QuotaLedger(IEnumerable<OwnerCharge> usage)
    {
        owners = usage.ToDictionary(static owner => owner.Uid);
        (bytes, nodes) = (owners.Values.Sum(static owner => owner.Bytes), owners.Values.Sum(static owner => owner.Nodes));
    }

    /// <summary>Bytes that are charged to all owners together.</summary>
    public ulong Bytes => (ulong)Math.Max(0, Interlocked.Read(ref bytes));

    /// <summary>Nodes that are charged to all owners together, the root included.</summary>
    public ulong Nodes => (ulong)Math.Max(0, Interlocked.Read(ref nodes));

    /// <summary>What one owner is charged.</summary>
    public OwnerCharge Find(uint uid)
    {
        lock (gate)
        {
            return owners.GetValueOrDefault(uid, new OwnerCharge(uid, 0, 0));
        }
    }

    /// <summary>What each owner is charged that holds anything, in order of uids.</summary>
    public List<OwnerCharge> Snapshot()
    {
        lock (gate)
        {
            return [.. owners.Values.OrderBy(static owner => owner.Uid)];
        }
    }

    /// <summary>
    /// Charges a node's change from <paramref name="before"/> (null: it is made) to <paramref name="after"/> (null: it goes), if all limits allow what grows by it: the
    /// share's, and those of the owner that it has afterwards.
    /// </summary>
    /// <returns>False when a limit does not; nothing is charged then.</returns>
    public bool TryCharge(ShareDefinition definition, NodeRecord? before, NodeRecord? after)
    {
        var (taken, given) = Compare(before, after);
        if (taken.IsNothing && given.IsNothing)
        {
            return true;
        }

        lock (gate)
        {
            if (after is not null && !Allows(definition, taken, given))
            {
                return false;
            }

            Add(taken.Negated());
            Add(given);
            return true;
        }
    }

    /// <summary>Charges a change that no limit is asked about: one that shrinks, or that takes back what <see cref="TryCharge"/> charged.</summary>
    public void Charge(NodeRecord? before, NodeRecord? after)
    {
        var (taken, given) = Compare(before, after);
        lock (gate)
        {
            Add(taken.Negated());
            Add(given);
        }
    }

    /// <summary>Adds what a recount found missing.</summary>
    public void Correct(IEnumerable<OwnerCharge> corrections)
    {
        lock (gate)
        {
            foreach (var correction in corrections)
            {
                Add(correction);
            }
        }
    }

    /// <summary>What is taken from the owner before and given to the owner after; of one owner, the difference alone is given.</summary>
    private static (OwnerCharge Taken, OwnerCharge Given) Compare(NodeRecord? before, NodeRecord? after)
    {
        var taken = before is null ? default : OwnerCharge.Of(before);
        var given = after is null ? default : OwnerCharge.Of(after);
        return before is not null && after is not null && before.Uid == after.Uid
            ? (default, given.Plus(taken.Negated()))
            : (taken, given);
    }

    private bool Allows(ShareDefinition definition, OwnerCharge taken, OwnerCharge given)
    {
        var owner = owners.GetValueOrDefault(given.Uid);
        var limit = definition.GetOwnerLimit(given.Uid);
        return Fits(bytes, given.Bytes - taken.Bytes, definition.QuotaBytes?.Bytes)
            && Fits(nodes, given.Nodes - taken.Nodes, (long?)definition.QuotaNodes)
            && Fits(owner.Bytes, given.Bytes, limit.Bytes?.Bytes)
            && Fits(owner.Nodes, given.Nodes, (long?)limit.Nodes);
    }

    /// <summary>Growth of nothing always fits, also where a limit was lowered below what is there.</summary>
    private static bool Fits(long present, long growth, long? limit) => growth <= 0 || limit is not { } max || present + growth <= max;

    private void Add(OwnerCharge charge)
    {
        if (charge.IsNothing)
        {
            return;
        }

        Interlocked.Add(ref bytes, charge.Bytes);
        Interlocked.Add(ref nodes, charge.Nodes);
        var sum = owners.TryGetValue(charge.Uid, out var owner) ? owner.Plus(charge) : charge;
        if (sum.IsNothing)
        {
            owners.Remove(charge.Uid);
        }
        else
        {
            owners[charge.Uid] = sum;
        }
    }
}
