namespace DittoFs.Web.AdminConsole.Controls;

/// <summary>How the rows of a list are ordered: by columns that have words, as the address names them.</summary>
/// <param name="columns">The columns that there are to order by; the first one decides when nothing is asked for.</param>
internal sealed class ListOrder<T>(params (string Key, Func<T, IComparable?> Value)[] columns)
{
    /// <summary>Rows that one page of a list shows.</summary>
    public const int PageSize = 100;

    /// <summary>The rows of one page.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="sort">A column's word, with a minus in front for the greatest first. What names no column counts as nothing.</param>
    /// <param name="page">The page, from 0.</param>
    public IReadOnlyList<T> Take(IReadOnlyList<T> rows, string? sort, int page)
    {
        var isDescending = sort is ['-', ..];
        var column = Array.FindIndex(columns, candidate => candidate.Key == sort?.TrimStart('-'));
        var value = columns[Math.Max(column, 0)].Value;
        var ordered = isDescending && column >= 0 ? rows.OrderByDescending(value, Comparer.Instance) : rows.OrderBy(value, Comparer.Instance);
        return [.. ordered.Skip(Math.Max(page, 0) * PageSize).Take(PageSize)];
    }

    /// <summary>Names as people read them: without regard to case.</summary>
    private sealed class Comparer : IComparer<IComparable?>
    {
        public static Comparer Instance { get; } = new();

        public int Compare(IComparable? left, IComparable? right) =>
            left is string one && right is string other ? StringComparer.OrdinalIgnoreCase.Compare(one, other) : Comparer<IComparable?>.Default.Compare(left, right);
    }
}
