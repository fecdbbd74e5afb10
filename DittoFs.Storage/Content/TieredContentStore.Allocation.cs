using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content;

/// <content>Which bytes of a file are kept, and which were never written.</content>
internal sealed partial class TieredContentStore
{
    /// <summary>
    /// Adds to <paramref name="found"/> where bytes are kept from <paramref name="offset"/> up to <paramref name="end"/>, in order and joined, at most
    /// <paramref name="countMax"/> ranges. False if the content's map is not loaded; nothing is added then.
    /// </summary>
    public bool TryFindAllocated(ContentId content, NodeId node, ulong offset, ulong end, int countMax, List<AllocatedRange> found)
    {
        var state = Enter(content, node);
        try
        {
            if (state.Blocks is null)
            {
                return false;
            }

            while (offset < end && TryFindNext(state, offset, out var next) && next.Offset < end)
            {
                if (found.Count > 0 && found[^1].End == next.Offset)
                {
                    found[^1] = found[^1] with { End = Math.Min(next.End, end) };
                }
                else if (found.Count < countMax)
                {
                    found.Add(next with { End = Math.Min(next.End, end) });
                }
                else
                {
                    break;
                }

                offset = next.End;
            }

            return true;
        }
        finally
        {
            state.Gate.Exit();
        }
    }

    /// <summary>
    /// Adds to <paramref name="batch"/> what makes a hole from <paramref name="start"/> up to <paramref name="end"/>, or up to where one transaction holds its rows. The
    /// map must be loaded.
    /// </summary>
    /// <returns>Where the hole ends.</returns>
    public ulong PlanPunch(ContentId content, NodeId node, ulong start, ulong end, MutationBatch batch)
    {
        var state = Enter(content, node);
        try
        {
            var reached = FindPunchStep(state.Blocks!, start, end);

            // Whatever the log holds of the range by then was written before.
            batch.ReleaseContent(content, start, reached - start, ulong.MaxValue);
            BlockMapEdit.PlanRemoval(content, state.Blocks!, start, reached, batch);
            return reached;
        }
        finally
        {
            state.Gate.Exit();
        }
    }

    /// <summary>Makes the hole in the maps in memory, after the planned rows are in the log under <paramref name="ticket"/>.</summary>
    public void Punch(ContentId content, NodeId node, ulong start, ulong end, ulong ticket)
    {
        var state = Enter(content, node);
        try
        {
            Cut(state, start, end);
            state.Blocks?.RemoveRange(start, end, null);
            state.LastTicket = Math.Max(state.LastTicket, ticket);
        }
        finally
        {
            state.Gate.Exit();
        }
    }

    /// <summary>The first offset from <paramref name="from"/> on whose byte the log has and no block; the highest number there is for none.</summary>
    public ulong FindOnlyLogged(ContentId content, ulong from)
    {
        if (!states.TryGetValue(content, out var state))
        {
            return ulong.MaxValue;
        }

        lock (state.Gate)
        {
            while (state.Log.TryFind(from, out var logged))
            {
                from = Math.Max(from, logged.Start);
                if (state.Blocks is null || !state.Blocks.TryFind(from, out var stored) || stored.Start > from)
                {
                    return from;
                }

                from = Math.Min(stored.End, logged.End);
            }

            return ulong.MaxValue;
        }
    }

    private static ulong FindPunchStep(ExtentMap<BlockRange> map, ulong start, ulong end)
    {
        var reached = start;
        for (var rows = 0; rows < RowsPerTruncate; rows++)
        {
            if (!map.TryFind(reached, out var row) || row.End >= end)
            {
                return end;
            }

            reached = row.End;
        }

        return reached;
    }

    /// <summary>The first bytes from <paramref name="offset"/> on that the log or a block has.</summary>
    private static bool TryFindNext(ContentState state, ulong offset, out AllocatedRange next)
    {
        var isLogged = state.Log.TryFind(offset, out var logged);
        var isStored = state.Blocks!.TryFind(offset, out var stored);
        var takesLog = isLogged && (!isStored || logged.Start <= stored.Start);
        next = takesLog ? new AllocatedRange(Math.Max(offset, logged.Start), logged.End) : new AllocatedRange(Math.Max(offset, stored.Start), stored.End);
        return isLogged || isStored;
    }
}
