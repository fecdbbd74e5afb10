using System.Globalization;
using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Disk;

namespace DittoFs.Storage.Content.Cache;

/// <content>The cache's files: what comes, what goes, what is appended to.</content>
internal sealed partial class DiskCache
{
    /// <summary>A segment of the log is worth keeping from this part on that is frames of remote blocks.</summary>
    private const int UsefulDivisor = 8;

    /// <summary>After a failure of the disk, nothing is added for this long.</summary>
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(30);

    private CachedSegment? filling;
    private ulong nextNumber = 1;
    private bool failing;
    private long failedAt;
    private Func<string, bool> offerFile = static _ => false;

    /// <summary>Parts of frames that are remembered at most: the index of many small pieces may not outgrow what it is good for.</summary>
    private long PartsMax => Math.Max(10_000, bytesMax / (16 << 10));

    /// <inheritdoc/>
    public bool TryKeep(WalSegment segment)
    {
        List<string> freed = [];
        try
        {
            lock (writing)
            {
                return TryKeep(segment, freed);
            }
        }
        finally
        {
            freed.ForEach(DisposeOf);
        }
    }

    /// <inheritdoc/>
    public string? GiveUp()
    {
        lock (writing)
        {
            return TryEvict();
        }
    }

    /// <inheritdoc/>
    public long Evict()
    {
        var before = Bytes;
        List<string> freed = [];
        lock (writing)
        {
            Seal();
            while (TryEvict() is { } path)
            {
                freed.Add(path);
            }
        }

        freed.ForEach(DisposeOf);
        return before - Bytes;
    }

    /// <inheritdoc/>
    public void Add(BlockIndex index, int frame, ReadOnlyMemory<byte> stored)
    {
        if (Contains(new FrameKey(index.Block, frame)) || (failing && clock.GetElapsedTime(failedAt) < FailurePause))
        {
            return;
        }

        try
        {
            lock (writing)
            {
                if (GetFilling(stored.Length) is { } target)
                {
                    Append(target, index, frame, stored);
                }
            }

            failing = false;
        }
        catch (Exception e) when (IsDiskError(e))
        {
            Failed(e);
        }
    }

    /// <summary>Writes the indexes of the files that have none yet, and closes all.</summary>
    public void Dispose()
    {
        lock (writing)
        {
            Seal();
            foreach (var segment in kept)
            {
                segment.Segment.File.Dispose();
            }

            lock (gate)
            {
                blocks.Clear();
                segments.Clear();
                kept.Clear();
            }
        }
    }

    private bool TryKeep(WalSegment segment, List<string> freed)
    {
        CachedSegment? cached;
        lock (gate)
        {
            if (!segments.TryGetValue(segment, out cached) || cached.Bytes < segment.File.Length / UsefulDivisor)
            {
                segment.IsCacheable = false;
                if (cached is not null)
                {
                    Drop(cached);
                }

                return false;
            }
        }

        try
        {
            if (MakeRoom(segment.File.Length, freed))
            {
                Move(segment);
                Keep(cached);
                WriteIndex(cached);
                return true;
            }
        }
        catch (Exception e) when (IsDiskError(e))
        {
            Failed(e);
            if (kept.Contains(cached))
            {
                // It is here, and only a restart will not find it.
                return true;
            }
        }

        lock (gate)
        {
            Drop(cached);
        }

        return false;
    }

    private void Move(WalSegment segment)
    {
        disk.CreateDirectory(directory);
        var path = MakePath();
        disk.Rename(segment.Path, path);
        segment.Path = path;
    }

    private void Keep(CachedSegment segment)
    {
        lock (gate)
        {
            segments[segment.Segment] = segment;
            kept.AddLast(segment);
            segment.FileBytes = segment.Segment.File.Length;
            Interlocked.Add(ref bytes, segment.FileBytes);
        }
    }

    /// <summary>Evicts until a file of <paramref name="length"/> fits; what became free is added to <paramref name="freed"/>.</summary>
    private bool MakeRoom(long length, List<string> freed)
    {
        while (Bytes + length > bytesMax || parts > PartsMax)
        {
            if (TryEvict() is not { } path)
            {
                return false;
            }

            freed.Add(path);
        }

        return true;
    }

    /// <summary>Closes the oldest file that nobody reads. Its path stays.</summary>
    private string? TryEvict()
    {
        CachedSegment? oldest;
        lock (gate)
        {
            oldest = kept.FirstOrDefault(segment => segment != filling && segment.Segment.TryClose());
            if (oldest is null)
            {
                return null;
            }

            kept.Remove(oldest);
            Drop(oldest);
            Interlocked.Add(ref bytes, -oldest.FileBytes);
        }

        oldest.Segment.File.Dispose();
        DeleteIndex(oldest.Segment.Path);
        return oldest.Segment.Path;
    }

    /// <summary>Hands a file that is in no use to the log, or removes it.</summary>
    private void DisposeOf(string path)
    {
        if (!offerFile(path))
        {
            TryDelete(path);
        }
    }

    /// <summary>The file that fetched frames go to, with room for one more; null when there is no room for another file.</summary>
    private CachedSegment? GetFilling(int length)
    {
        if (filling is not null && filling.Segment.EndOffset + WalRecordHeader.GetTotalLength(WalRecordHeader.PrefixLengthMax, length) <= segmentLength)
        {
            return filling;
        }

        Seal();
        List<string> freed = [];
        var fits = MakeRoom(segmentLength, freed);
        var path = MakePath();
        disk.CreateDirectory(directory);
        if (fits)
        {
            var file = TryReuse(freed, path) ?? disk.Create(path, segmentLength);
            filling = new CachedSegment(new WalSegment(nextNumber, path, file));
            file.Write(0, WalSegment.MakeHeader(nextNumber, default), default);
            Keep(filling);
        }

        freed.ForEach(TryDelete);
        return filling;
    }

    private IDiskFile? TryReuse(List<string> freed, string path)
    {
        // Somebody may have removed the file.
        var candidate = freed.FirstOrDefault();
        if (candidate is null || !disk.List(directory).Contains(candidate))
        {
            return null;
        }

        disk.Rename(candidate, path);
        freed.Remove(candidate);
        return disk.Open(path);
    }

    private void Append(CachedSegment target, BlockIndex index, int frame, ReadOnlyMemory<byte> stored)
    {
        var record = new byte[WalRecordHeader.Length + CachedFramePrefix.Length];
        new CachedFramePrefix(index.Block, frame).Write(record.AsSpan(WalRecordHeader.Length));
        var header = new WalRecordHeader(
            WalRecordKind.Frame, CachedFramePrefix.Length, stored.Length, 0, target.Segment.Number, default, 0, WalRecordHeader.ComputePayloadChecksum(stored.Span));
        header.Write(record);
        var segment = target.Segment;
        segment.File.Write(segment.EndOffset, record, stored);
        var offset = segment.EndOffset + record.Length;
        segment.EndOffset += header.TotalLength;
        lock (gate)
        {
            Enter(index, frame, [new FramePart(target, offset, stored.Length)]);
        }
    }

    /// <summary>Ends the file that was filled: the next start finds what is in it.</summary>
    private void Seal()
    {
        if (filling is { } full)
        {
            filling = null;
            try
            {
                WriteIndex(full);
            }
            catch (Exception e) when (IsDiskError(e))
            {
                Failed(e);
            }
        }
    }

    private string MakePath() => Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{++nextNumber:x16}{WalSegment.Extension}"));

    private void TryDelete(string path)
    {
        try
        {
            disk.Delete(path);
        }
        catch (Exception e) when (IsDiskError(e))
        {
            Failed(e);
        }
    }

    private void DeleteIndex(string path) => TryDelete(CachedSegmentIndex.GetPath(path));

    private static bool IsDiskError(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>A cache that can't be written is a slower server and no broken one: told once, and tried again later.</summary>
    private void Failed(Exception exception)
    {
        failedAt = clock.GetTimestamp();
        if (!failing)
        {
            failing = true;
            CacheLog.Failed(logger, directory, exception);
        }
    }
}
