using DittoFs.Web.Api.Contracts;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane;

/// <summary>Which part of a list is wanted.</summary>
/// <param name="Offset">Entries to skip.</param>
/// <param name="Limit">Entries to return at most.</param>
/// <param name="Search">Only entries whose name contains this, without regard to case; null for all.</param>
/// <param name="Sort">By what a list that knows a <see cref="SortOrder{T}"/> is ordered; null for by name.</param>
internal sealed record ListQuery(int Offset = 0, int Limit = ListQuery.LimitMax, string? Search = null, string? Sort = null)
{
    /// <summary>The most that one answer holds.</summary>
    public const int LimitMax = 1000;

    /// <summary>The search text as names are compared.</summary>
    public string NormalizedSearch => (Search ?? "").ToUpperInvariant();

    /// <summary>The wanted part of <paramref name="rows"/>, which must be ordered, each row through <paramref name="map"/>.</summary>
    public async Task<Page<TOut>> PageAsync<TRow, TOut>(IQueryable<TRow> rows, Func<TRow, TOut> map, CancellationToken cancellationToken)
    {
        var total = await rows.CountAsync(cancellationToken);
        var part = await rows.Skip(Offset).Take(Limit).ToListAsync(cancellationToken);
        return new Page<TOut>([.. part.Select(map)], total, Offset, Limit);
    }

    /// <summary>The wanted part of a list that is in memory.</summary>
    public Page<T> Slice<T>(IReadOnlyCollection<T> rows) => new([.. rows.Skip(Offset).Take(Limit)], rows.Count, Offset, Limit);
}
