using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content;

/// <content>Reads: over the log first, then the blocks; what neither has is a hole.</content>
internal sealed partial class TieredContentStore
{
    /// <summary>
    /// Fills <paramref name="destination"/> from <paramref name="offset"/>; the caller has cut the range at the file's size. Completes synchronously when
    /// all of it is in the page cache.
    /// </summary>
    public ValueTask<FsResult> ReadAsync(ContentId content, NodeId node, ulong offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var plan = new ReadPlan();
        if (!TryPlan(content, node, offset, destination.Length, plan))
        {
            return ReadColdAsync(content, node, offset, destination, cancellationToken);
        }

        ReadAhead(plan, offset, destination.Length);
        if (TryReadCached(plan, offset, destination.Span))
        {
            plan.Unpin();
            return new ValueTask<FsResult>(FsResult.Success);
        }

        return ReadPlannedAsync(plan, offset, destination, cancellationToken);
    }

    private async ValueTask<FsResult> ReadColdAsync(ContentId content, NodeId node, ulong offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var plan = new ReadPlan();
        do
        {
            var loaded = await LoadMapAsync(content, node, cancellationToken);
            if (!loaded.IsSuccess)
            {
                return loaded;
            }
        }
        while (!TryPlan(content, node, offset, destination.Length, plan));
        ReadAhead(plan, offset, destination.Length);
        return await ReadPlannedAsync(plan, offset, destination, cancellationToken);
    }

    private async ValueTask<FsResult> ReadPlannedAsync(ReadPlan plan, ulong offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        await threads.EnterAsync();
        try
        {
            plan.ClearHoles(offset, destination.Span);
            foreach (var extent in plan.Logged)
            {
                var part = destination.Slice((int)(extent.Start - offset), (int)extent.Length);
                if (extent.Source.Segment.File.Read(extent.Source.Offset, part.Span) != part.Length)
                {
                    return FsError.Corrupt;
                }
            }

            foreach (var extent in plan.Blocks)
            {
                var part = destination.Slice((int)(extent.Start - offset), (int)extent.Length);
                var read = await blocks.ReadAsync(extent.Source.Block, extent.Source.Offset, part, cancellationToken);
                if (!read.IsSuccess)
                {
                    // A row names the block, so that it is not there is damage, not a hole.
                    return read.Error == FsError.NotFound ? FsError.Corrupt : read.Error;
                }
            }

            return FsResult.Success;
        }
        catch (IOException e)
        {
            return Disk.DiskErrorMap.Map(e);
        }
        finally
        {
            plan.Unpin();
        }
    }

    /// <summary>Finds where the bytes lie and pins their segments; false if the content's map is needed and not loaded.</summary>
    private bool TryPlan(ContentId content, NodeId node, ulong offset, int length, ReadPlan plan)
    {
        var end = offset + (ulong)length;
        var state = Enter(content, node);
        try
        {
            state.Log.CopyRange(offset, end, plan.Logged);
            var from = offset;
            foreach (var extent in plan.Logged)
            {
                if (extent.Start > from && !TryPlanBlocks(state, from, extent.Start, plan))
                {
                    return false;
                }

                from = extent.End;
            }

            if (from < end && !TryPlanBlocks(state, from, end, plan))
            {
                return false;
            }

            plan.State = state;
            plan.Pin();
            return true;
        }
        finally
        {
            state.Gate.Exit();
        }
    }

    private static bool TryPlanBlocks(ContentState state, ulong from, ulong end, ReadPlan plan)
    {
        if (state.Blocks is null)
        {
            plan.Logged.Clear();
            plan.Blocks.Clear();
            return false;
        }

        state.Blocks.CopyRange(from, end, plan.Blocks);
        return true;
    }

    private bool TryReadCached(ReadPlan plan, ulong offset, Span<byte> destination)
    {
        foreach (var extent in plan.Logged)
        {
            if (!extent.Source.Segment.File.TryReadCached(extent.Source.Offset, destination.Slice((int)(extent.Start - offset), (int)extent.Length)))
            {
                return false;
            }
        }

        foreach (var extent in plan.Blocks)
        {
            var part = destination.Slice((int)(extent.Start - offset), (int)extent.Length);
            if (!blocks.TryReadCached(extent.Source.Block, extent.Source.Offset, part))
            {
                return false;
            }
        }

        plan.ClearHoles(offset, destination);
        return true;
    }

    /// <summary>The sources of one read.</summary>
    private sealed class ReadPlan
    {
        public ContentState? State { get; set; }

        public List<Extent<LogRange>> Logged { get; } = [];

        public List<Extent<BlockRange>> Blocks { get; } = [];

        public void Pin() => Logged.ForEach(static extent => extent.Source.Segment.Pin());

        public void Unpin() => Logged.ForEach(static extent => extent.Source.Segment.Unpin());

        /// <summary>Zeroes what no extent covers.</summary>
        public void ClearHoles(ulong offset, Span<byte> destination)
        {
            var (logged, block, from) = (0, 0, offset);
            var end = offset + (ulong)destination.Length;
            while (from < end)
            {
                var nextLogged = logged < Logged.Count ? Logged[logged].Start : ulong.MaxValue;
                var nextBlock = block < Blocks.Count ? Blocks[block].Start : ulong.MaxValue;
                var next = Math.Min(end, Math.Min(nextLogged, nextBlock));
                destination[(int)(from - offset)..(int)(next - offset)].Clear();
                from = next == end ? end : next == nextLogged ? Logged[logged++].End : Blocks[block++].End;
            }
        }
    }
}
