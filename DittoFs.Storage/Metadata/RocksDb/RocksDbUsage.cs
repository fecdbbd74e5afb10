using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata.RocksDb;

/// <summary>
/// The counters of what owners hold: changed with the rows that they add up, in the same write, so that they agree after any crash. One row for each owner that a
/// write charges, however many operations it holds. Used by the one caller of <see cref="IMetadataStore.ApplyAsync"/>.
/// </summary>
internal sealed class RocksDbUsage(RocksDbConnection connection)
{
    private readonly Dictionary<(ShareId Share, uint Uid), OwnerCharge> known = [];

    /// <summary>The counters that <paramref name="batches"/> change, as they are afterwards. Nothing is kept before <see cref="Commit"/>.</summary>
    public Dictionary<(ShareId Share, uint Uid), OwnerCharge> Plan(IReadOnlyList<MutationBatch> batches)
    {
        Dictionary<(ShareId Share, uint Uid), OwnerCharge> changed = [];
        HashSet<ShareId> dropped = [];
        foreach (var batch in batches)
        {
            if (batch.DropsShare)
            {
                dropped.Add(batch.Share);
                Forget(changed, batch.Share);
            }

            foreach (var charge in batch.Charges)
            {
                var key = (batch.Share, charge.Uid);
                var before = changed.TryGetValue(key, out var planned) ? planned
                    : dropped.Contains(batch.Share) ? new OwnerCharge(charge.Uid, 0, 0)
                    : Find(key);
                changed[key] = before.Plus(charge);
            }
        }

        return changed;
    }

    /// <summary>Takes over what was planned and is written.</summary>
    public void Commit(Dictionary<(ShareId Share, uint Uid), OwnerCharge> changed, IReadOnlyList<MutationBatch> batches)
    {
        foreach (var batch in batches.Where(static batch => batch.DropsShare))
        {
            Forget(known, batch.Share);
        }

        foreach (var (key, counter) in changed)
        {
            if (counter.IsNothing)
            {
                known.Remove(key);
            }
            else
            {
                known[key] = counter;
            }
        }
    }

    private OwnerCharge Find((ShareId Share, uint Uid) key)
    {
        if (!known.TryGetValue(key, out var counter))
        {
            Span<byte> buffer = stackalloc byte[RocksDbKeys.PrefixLength + 4];
            var uid = key.Uid;
            counter = connection.Get(RocksDbKeys.Usage(buffer, key.Share, uid), static value => RocksDbRows.ReadUsage(value)) with { Uid = uid };
        }

        return counter;
    }

    private static void Forget(Dictionary<(ShareId Share, uint Uid), OwnerCharge> counters, ShareId share)
    {
        foreach (var key in counters.Keys.Where(key => key.Share == share).ToList())
        {
            counters.Remove(key);
        }
    }
}
