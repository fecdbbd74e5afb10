namespace DittoFs.Storage.Metadata.Memory;

/// <summary>Rows in rising order of a number that each row holds; at most one row a number. Readers may share it, a writer may not.</summary>
internal sealed class SortedRows<TRow>(Func<TRow, ulong> keyOf, Func<ulong, TRow> probe)
{
    private readonly SortedSet<TRow> rows = new(Comparer<TRow>.Create((left, right) => keyOf(left).CompareTo(keyOf(right))));

    /// <summary>True when there are none.</summary>
    public bool IsEmpty => rows.Count == 0;

    /// <summary>Puts <paramref name="row"/> in the place of the one with its number.</summary>
    public void Put(TRow row)
    {
        rows.Remove(row);
        rows.Add(row);
    }

    /// <summary>Removes the row of <paramref name="key"/> if there is one.</summary>
    public void Remove(ulong key) => rows.Remove(probe(key));

    /// <summary>The rows with numbers from <paramref name="first"/> up.</summary>
    public IEnumerable<TRow> From(ulong first) => rows.GetViewBetween(probe(first), probe(ulong.MaxValue));

    /// <summary>Finds the row with the highest number below <paramref name="limit"/>.</summary>
    public bool TryGetBelow(ulong limit, out TRow row)
    {
        row = default!;
        if (limit == 0)
        {
            return false;
        }

        foreach (var below in rows.GetViewBetween(probe(0), probe(limit - 1)).Reverse())
        {
            row = below;
            return true;
        }

        return false;
    }
}
