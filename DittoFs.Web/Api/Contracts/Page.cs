namespace DittoFs.Web.Api.Contracts;

/// <summary>A part of a list.</summary>
/// <param name="Items">The entries of this part.</param>
/// <param name="Total">Entries of the whole list, after filtering.</param>
/// <param name="Offset">How many entries stand before this part.</param>
/// <param name="Limit">How many entries were asked for.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, int Total, int Offset, int Limit);
