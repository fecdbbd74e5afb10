namespace DittoFs.Storage.Collection;

/// <summary>Finds items of a sequence in order by probes that rise too, each sequence walked once.</summary>
internal sealed class OrderedMatch<T> : IDisposable
    where T : IComparable<T>
{
    private readonly IEnumerator<T> items;
    private bool isValid;

    /// <summary>Over <paramref name="ordered"/>.</summary>
    public OrderedMatch(IEnumerable<T> ordered)
    {
        items = ordered.GetEnumerator();
        isValid = items.MoveNext();
    }

    /// <summary>The item that compares equal to <paramref name="probe"/>, which is not below an earlier one.</summary>
    public bool TryMatch(T probe, out T match)
    {
        while (isValid && items.Current.CompareTo(probe) < 0)
        {
            isValid = items.MoveNext();
        }

        match = isValid ? items.Current : probe;
        return isValid && match.CompareTo(probe) == 0;
    }

    /// <inheritdoc/>
    public void Dispose() => items.Dispose();
}
