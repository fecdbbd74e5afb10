namespace DittoFs.Storage.Content;

/// <summary>Where the bytes of an extent lie; a cut extent's source begins further in.</summary>
internal interface IExtentSource<TSelf>
    where TSelf : struct, IExtentSource<TSelf>
{
    /// <summary>The source of what is left after <paramref name="bytes"/> were cut off in front.</summary>
    TSelf Advance(ulong bytes);
}

/// <summary>A run of a file's bytes and where they lie.</summary>
internal readonly record struct Extent<TSource>(ulong Start, ulong Length, TSource Source)
    where TSource : struct, IExtentSource<TSource>
{
    /// <summary>The first offset behind the run.</summary>
    public ulong End => Start + Length;

    /// <summary>The part of the run within <paramref name="start"/> and <paramref name="end"/>, which overlap it.</summary>
    public Extent<TSource> Clip(ulong start, ulong end)
    {
        var from = Math.Max(Start, start);
        return new Extent<TSource>(from, Math.Min(End, end) - from, Source.Advance(from - Start));
    }
}

/// <summary>
/// A map from file offsets to sources in which the newest wins: extents that never overlap, in order. A sorted list of sorted leaves, so that a file of
/// a million small writes takes a short move for each and not one of the whole map. Not safe for concurrent use.
/// </summary>
internal sealed class ExtentMap<TSource>
    where TSource : struct, IExtentSource<TSource>
{
    private const int LeafLength = 128;
    private readonly List<Leaf> leaves = [new Leaf()];

    /// <summary>The number of extents.</summary>
    public int Count { get; private set; }

    /// <summary>The first extent, if there is one.</summary>
    public Extent<TSource>? First => Count == 0 ? null : leaves[0].Items[0];

    /// <summary>Adds what of <paramref name="start"/> to <paramref name="end"/> is mapped to <paramref name="found"/>, clipped to that range, in order.</summary>
    public void CopyRange(ulong start, ulong end, List<Extent<TSource>> found)
    {
        for (var (leaf, index) = Seek(start); leaf < leaves.Count; leaf++, index = 0)
        {
            var items = leaves[leaf];
            for (; index < items.Count; index++)
            {
                ref readonly var extent = ref items.Items[index];
                if (extent.Start >= end)
                {
                    return;
                }

                found.Add(extent.Clip(start, end));
            }
        }
    }

    /// <summary>The start of the extent behind which (itself included) <paramref name="count"/> extents lie; 0 if there are no more than that.</summary>
    public ulong FindTail(int count)
    {
        for (var leaf = leaves.Count - 1; leaf >= 0; leaf--)
        {
            if (leaves[leaf].Count >= count)
            {
                return count == 0 ? ulong.MaxValue : leaves[leaf].Items[leaves[leaf].Count - count].Start;
            }

            count -= leaves[leaf].Count;
        }

        return 0;
    }

    /// <summary>Finds the first extent that ends behind <paramref name="start"/>.</summary>
    public bool TryFind(ulong start, out Extent<TSource> extent)
    {
        var (leaf, index) = Seek(start);
        var exists = leaf < leaves.Count && index < leaves[leaf].Count;
        extent = exists ? leaves[leaf].Items[index] : default;
        return exists;
    }

    /// <summary>
    /// Takes the range out of the map, cutting extents that reach over its ends. What was taken out is added to <paramref name="removed"/>, clipped to the range.
    /// </summary>
    public void RemoveRange(ulong start, ulong end, List<Extent<TSource>>? removed)
    {
        var (leaf, index) = Seek(start);
        while (leaf < leaves.Count && index < leaves[leaf].Count && leaves[leaf].Items[index] is var extent && extent.Start < end)
        {
            removed?.Add(extent.Clip(start, end));
            RemoveAt(leaf, index);
            if (extent.Start < start)
            {
                Insert(extent.Clip(extent.Start, start));
            }

            if (extent.End > end)
            {
                Insert(extent.Clip(end, extent.End));
                return;
            }

            (leaf, index) = Seek(start);
        }
    }

    /// <summary>Maps a range anew; what lay there before is added to <paramref name="replaced"/>.</summary>
    public void Set(in Extent<TSource> extent, List<Extent<TSource>>? replaced)
    {
        RemoveRange(extent.Start, extent.End, replaced);
        Insert(extent);
    }

    private void Insert(in Extent<TSource> extent)
    {
        var (leaf, index) = Seek(extent.Start);
        InsertAt(leaf, index, extent);
    }

    /// <summary>The place of the first extent that ends behind <paramref name="start"/>; behind the last one if there is none.</summary>
    private (int Leaf, int Index) Seek(ulong start)
    {
        var (low, high) = (0, leaves.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var leaf = leaves[middle];
            if (leaf.Items[leaf.Count - 1].End <= start)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return (low, leaves[low].Seek(start));
    }

    private void InsertAt(int leaf, int index, in Extent<TSource> extent)
    {
        var target = leaves[leaf];
        if (target.Count == LeafLength)
        {
            // Appending is what files do most: leave the full leaf full and begin another.
            var keep = leaf == leaves.Count - 1 && index == LeafLength ? LeafLength : LeafLength / 2;
            leaves.Insert(leaf + 1, target.SplitOff(keep));
            if (index > keep || keep == LeafLength)
            {
                (target, index) = (leaves[leaf + 1], index - keep);
            }
        }

        target.Insert(index, extent);
        Count++;
    }

    private void RemoveAt(int leaf, int index)
    {
        leaves[leaf].Remove(index);
        Count--;
        if (leaves[leaf].Count == 0 && leaves.Count > 1)
        {
            leaves.RemoveAt(leaf);
        }
    }

    private sealed class Leaf
    {
        // Most files are one extent.
        public Extent<TSource>[] Items { get; private set; } = [];

        public int Count { get; private set; }

        public int Seek(ulong start)
        {
            var (low, high) = (0, Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (Items[middle].End <= start)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            return low;
        }

        public void Insert(int index, in Extent<TSource> extent)
        {
            if (Count == Items.Length)
            {
                var grown = new Extent<TSource>[Items.Length == 0 ? 1 : Math.Min(LeafLength, Math.Max(4, Items.Length * 2))];
                Items.AsSpan().CopyTo(grown);
                Items = grown;
            }

            Array.Copy(Items, index, Items, index + 1, Count - index);
            Items[index] = extent;
            Count++;
        }

        public void Remove(int index)
        {
            Array.Copy(Items, index + 1, Items, index, Count - index - 1);
            Count--;
            Items[Count] = default;
        }

        public Leaf SplitOff(int keep)
        {
            var rest = new Leaf { Items = new Extent<TSource>[LeafLength], Count = Count - keep };
            Array.Copy(Items, keep, rest.Items, 0, rest.Count);
            Array.Clear(Items, keep, rest.Count);
            Count = keep;
            return rest;
        }
    }
}
