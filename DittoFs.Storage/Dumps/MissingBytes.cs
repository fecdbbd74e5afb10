using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Dumps;

/// <summary>
/// Bytes of files that lie in the log only at the moment of a dump, by contents. What no row of the dump covers gets a row that names no block: whoever attaches the share
/// finds an error there, and never zeros.
/// </summary>
internal sealed class MissingBytes
{
    private const uint RowBytesMax = 1 << 30;

    private readonly Dictionary<ContentId, List<(ulong Start, ulong End)>> ranges = [];

    /// <summary>Notes a range.</summary>
    public void Add(ContentId content, ulong start, ulong end)
    {
        if (!ranges.TryGetValue(content, out var known))
        {
            ranges[content] = known = [];
        }

        known.Add((start, end));
    }

    /// <summary>A row of the dump covers these bytes, with what they were before.</summary>
    public void Cover(ContentId content, in ContentExtent row)
    {
        if (!ranges.TryGetValue(content, out var known))
        {
            return;
        }

        List<(ulong Start, ulong End)> left = [];
        foreach (var (start, end) in known)
        {
            if (start < row.Offset)
            {
                left.Add((start, Math.Min(end, row.Offset)));
            }

            if (end > row.End)
            {
                left.Add((Math.Max(start, row.End), end));
            }
        }

        ranges[content] = left;
    }

    /// <summary>Makes rows of what nothing covers.</summary>
    public IEnumerable<MutationBatch> MakeRows(ShareId share)
    {
        foreach (var (content, known) in ranges)
        {
            var reached = 0UL;
            foreach (var (start, end) in known.Order())
            {
                for (var from = Math.Max(start, reached); from < end; from = reached)
                {
                    var length = (uint)Math.Min(end - from, RowBytesMax);
                    var batch = new MutationBatch(share);
                    batch.PutExtent(content, new ContentExtent(from, length, default, 0));
                    yield return batch;
                    reached = from + length;
                }
            }
        }
    }
}
