using System.Linq.Expressions;

namespace DittoFs.Web.ControlPlane;

/// <summary>By what the rows of a list can be ordered. Rows that are equal in that are ordered by name, and those without a value come first.</summary>
/// <param name="name">The column that is different in each row.</param>
internal sealed class SortOrder<T>(Expression<Func<T, string?>> name)
{
    private const char Descending = '-';

    private readonly Dictionary<string, Func<IQueryable<T>, bool, IOrderedQueryable<T>>> orders = new(StringComparer.Ordinal);

    /// <summary>Adds a word for a column.</summary>
    public SortOrder<T> By<TKey>(string word, Expression<Func<T, TKey>> column)
    {
        orders.Add(word, (rows, descending) => descending ? rows.OrderByDescending(column) : rows.OrderBy(column));
        return this;
    }

    /// <summary>Adds a word for a column that may be empty; databases differ in where they put such rows.</summary>
    public SortOrder<T> By<TKey>(string word, Expression<Func<T, TKey>> column, Expression<Func<T, bool>> isGiven)
    {
        orders.Add(word, (rows, descending) => descending
            ? rows.OrderByDescending(isGiven).ThenByDescending(column)
            : rows.OrderBy(isGiven).ThenBy(column));
        return this;
    }

    /// <summary>The rows in order.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="sort">A word, with '-' before it for the other way around; what is no word orders by name.</param>
    public IOrderedQueryable<T> Apply(IQueryable<T> rows, string? sort)
    {
        var descending = sort?.StartsWith(Descending) == true;
        return orders.TryGetValue(sort?.TrimStart(Descending) ?? "", out var order) ? order(rows, descending).ThenBy(name)
            : descending ? rows.OrderByDescending(name)
            : rows.OrderBy(name);
    }
}
