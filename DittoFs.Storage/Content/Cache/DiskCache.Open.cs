using System.Globalization;
using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Disk;
using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Content.Cache;

/// <content>What an earlier run left.</content>
internal sealed partial class DiskCache
{
    private const int IndexBytesMax = 64 << 20;

    /// <summary>
    /// Opens the cache in <paramref name="directory"/>. What an earlier run left is used if its index is whole and it fits the budget, and removed if not. Nothing
    /// there can keep a server from starting.
    /// </summary>
    /// <param name="disk">The disk.</param>
    /// <param name="directory">Where the cache's files lie.</param>
    /// <param name="bytesMax">The budget.</param>
    /// <param name="segmentLength">Length of its files, the log's.</param>
    /// <param name="clock">The time.</param>
    /// <param name="logger">Where failures of the disk are told.</param>
    /// <param name="offerFile">Offers a file that the cache has no use for to the log; true when it takes it.</param>
    public static DiskCache Open(
        IDisk disk, string directory, long bytesMax, long segmentLength, TimeProvider clock, ILogger logger, Func<string, bool>? offerFile = null)
    {
        var cache = new DiskCache(disk, directory, bytesMax, segmentLength, clock, logger) { offerFile = offerFile ?? (static _ => false) };
        try
        {
            disk.CreateDirectory(directory);
            cache.Load();
        }
        catch (Exception e) when (IsDiskError(e))
        {
            cache.Failed(e);
        }

        return cache;
    }

    /// <summary>Removes what a run with a disk cache left in <paramref name="directory"/>.</summary>
    public static void Remove(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private void Load()
    {
        var files = disk.List(directory);
        List<(WalSegment Segment, CachedSegmentIndex Index)> found = [];
        var dropped = 0;
        foreach (var path in files.Where(static path => path.EndsWith(WalSegment.Extension, StringComparison.Ordinal)))
        {
            if (ulong.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number))
            {
                nextNumber = Math.Max(nextNumber, number);
            }

            if (files.Contains(CachedSegmentIndex.GetPath(path)) && ReadIndex(CachedSegmentIndex.GetPath(path)) is { } index)
            {
                found.Add((new WalSegment(number, path, disk.Open(path)), index));
            }
            else
            {
                // Perhaps on its way to the log when the last run ended.
                dropped++;
                DisposeOf(path);
            }
        }

        found.Sort(static (left, right) => right.Index.Age.CompareTo(left.Index.Age));
        dropped += found.RemoveAll(entry => !TryAdopt(entry.Segment));
        found.Reverse();
        AddAll(found);
        foreach (var path in files.Where(path => path.EndsWith(".idx", StringComparison.Ordinal) && !found.Exists(entry => CachedSegmentIndex.GetPath(entry.Segment.Path) == path)))
        {
            TryDelete(path);
        }

        if (found.Count + dropped > 0)
        {
            CacheLog.Opened(logger, directory, found.Count, blocks.Values.Sum(static block => block.Count), dropped);
        }
    }

    /// <summary>Counts a file, youngest first, as long as the budget lasts.</summary>
    private bool TryAdopt(WalSegment segment)
    {
        if (bytes + segment.File.Length <= bytesMax)
        {
            bytes += segment.File.Length;
            return true;
        }

        segment.File.Dispose();
        TryDelete(segment.Path);
        return false;
    }

    /// <summary>Puts frames together again whose parts may lie in several files.</summary>
    private void AddAll(List<(WalSegment Segment, CachedSegmentIndex Index)> found)
    {
        Dictionary<FrameKey, (BlockIndex Index, List<(int FrameOffset, FramePart Part)> Parts)> frames = [];
        foreach (var (segment, index) in found)
        {
            var cached = GetOrAdd(segment);
            cached.FileBytes = segment.File.Length;
            kept.AddLast(cached);
            foreach (var part in index.Parts)
            {
                var key = new FrameKey(part.Block.Block, part.Frame);
                if (!frames.TryGetValue(key, out var frame))
                {
                    frames.Add(key, frame = (part.Block, []));
                }

                frame.Parts.Add((part.FrameOffset, new FramePart(cached, part.FileOffset, part.Length)));
            }
        }

        foreach (var (key, (index, parts)) in frames)
        {
            parts.Sort(static (left, right) => left.FrameOffset.CompareTo(right.FrameOffset));
            var end = 0;
            var isWhole = parts.TrueForAll(part => part.FrameOffset == end && (end += part.Part.Length) > 0) && end == index[key.Frame].StoredLength;
            if (isWhole)
            {
                Enter(index, key.Frame, [.. parts.Select(static part => part.Part)]);
            }
        }
    }

    private CachedSegmentIndex? ReadIndex(string path)
    {
        using var file = disk.Open(path);
        if (file.Length > IndexBytesMax)
        {
            return null;
        }

        var content = new byte[file.Length];
        return file.Read(0, content) == content.Length ? CachedSegmentIndex.TryDecode(content) : null;
    }

    private void WriteIndex(CachedSegment segment)
    {
        var path = CachedSegmentIndex.GetPath(segment.Segment.Path);
        var content = MakeIndex(segment).Encode();
        using var file = disk.Create(path, content.Length);
        file.Write(0, content, default);
    }

    private CachedSegmentIndex MakeIndex(CachedSegment segment)
    {
        List<CachedSegmentIndex.Part> found = [];
        lock (gate)
        {
            foreach (var (block, frame) in segment.Frames)
            {
                var offset = 0;
                foreach (var part in block.Parts[frame] ?? [])
                {
                    if (part.Segment == segment)
                    {
                        found.Add(new CachedSegmentIndex.Part(block.Index, frame, offset, part.Length, part.Offset));
                    }

                    offset += part.Length;
                }
            }
        }

        return new CachedSegmentIndex(nextNumber, found);
    }
}
