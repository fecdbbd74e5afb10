using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content;

/// <summary>
/// Changes of a content map, as rows and in memory alike: each row of the store is one extent of <see cref="ContentState.Blocks"/>, before and after.
/// </summary>
internal static class BlockMapEdit
{
    /// <summary>Adds the row changes to <paramref name="batch"/> that free a range: rows inside go, rows across an end are cut.</summary>
    public static void PlanRemoval(ContentId content, ExtentMap<BlockRange> map, ulong start, ulong end, MutationBatch batch)
    {
        List<Extent<BlockRange>> touched = [];
        map.CopyRange(start, end, touched);
        foreach (var part in touched)
        {
            map.TryFind(part.Start, out var row);
            if (row.Start < start)
            {
                batch.PutExtent(content, ToRow(row.Clip(row.Start, start)));
            }
            else
            {
                batch.DeleteExtent(content, row.Start);
            }

            if (row.End > end)
            {
                batch.PutExtent(content, ToRow(row.Clip(end, row.End)));
            }
        }
    }

    /// <summary>
    /// The rows that touch a range, whole, as a map of their own: for who plans several changes in one batch, each of which must see the ones before it.
    /// </summary>
    public static ExtentMap<BlockRange> CopyRows(ExtentMap<BlockRange> map, ulong start, ulong end)
    {
        List<Extent<BlockRange>> touched = [];
        map.CopyRange(start, end, touched);
        var copy = new ExtentMap<BlockRange>();
        foreach (var part in touched)
        {
            map.TryFind(part.Start, out var row);
            copy.Set(row, null);
        }

        return copy;
    }

    /// <summary>Adds the row changes that map a range anew.</summary>
    public static void PlanSet(ContentId content, ExtentMap<BlockRange> map, in Extent<BlockRange> extent, MutationBatch batch)
    {
        PlanRemoval(content, map, extent.Start, extent.End, batch);
        batch.PutExtent(content, ToRow(extent));
    }

    /// <summary>The extent of a stored row.</summary>
    public static Extent<BlockRange> FromRow(in ContentExtent row) => new(row.Offset, row.Length, new BlockRange(row.Block, row.BlockOffset));

    private static ContentExtent ToRow(in Extent<BlockRange> extent) => new(extent.Start, (uint)extent.Length, extent.Source.Block, extent.Source.Offset);
}
