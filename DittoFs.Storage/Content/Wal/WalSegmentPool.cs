using DittoFs.Storage.Disk;
using DittoFs.Storage.Faults;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Wal;

/// <summary>
/// The log's files. A file that is no longer needed is renamed and written over, because rewriting allocated blocks is many times faster than
/// touching new ones; the next segment is always made ready ahead, so that the log never waits for the file system when it moves on.
/// </summary>
internal sealed class WalSegmentPool(IDisk disk, string directory, Guid logId, long segmentLength, int segmentsMax)
{
    private readonly Lock gate = new();
    private readonly Queue<string> spares = new();
    private WalSegment? prepared;
    private int inUse;
    private bool closed;

    /// <summary>Asked for a file to write over when the disk has no space for a new one; null when there is none.</summary>
    public Func<string?>? Reclaim { get; set; }

    /// <summary>Files in all, spare ones included.</summary>
    public int TotalCount
    {
        get
        {
            lock (gate)
            {
                return inUse + spares.Count + (prepared is null ? 0 : 1);
            }
        }
    }

    /// <summary>Takes a file over that was found at the start: as a spare or, when <paramref name="alive"/>, as one in use.</summary>
    public void Adopt(string path, bool alive)
    {
        lock (gate)
        {
            if (alive)
            {
                inUse++;
            }
            else
            {
                spares.Enqueue(path);
            }
        }
    }

    /// <summary>Takes a file that others have no use for, unless there are as many as the budget allows already.</summary>
    public bool TryAdopt(string path)
    {
        lock (gate)
        {
            if (closed || TotalCount >= segmentsMax)
            {
                return false;
            }

            spares.Enqueue(path);
            return true;
        }
    }

    /// <summary>Gives up a segment whose file is somebody else's now.</summary>
    public void Detach()
    {
        lock (gate)
        {
            inUse--;
        }
    }

    /// <summary>True if a segment can be taken without passing the budget.</summary>
    public bool HasRoom
    {
        get
        {
            lock (gate)
            {
                return prepared is not null || spares.Count > 0 || inUse < segmentsMax;
            }
        }
    }

    /// <summary>Makes segment <paramref name="number"/> ready, durably, unless that has been done.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Prepare(ulong number)
    {
        lock (gate)
        {
            if (prepared is null && !closed && (spares.Count > 0 || inUse < segmentsMax))
            {
                prepared = Make(number);
            }
        }
    }

    /// <summary>Takes segment <paramref name="number"/>; null when the budget is used up.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public WalSegment? Take(ulong number)
    {
        lock (gate)
        {
            Prepare(number);
            var segment = prepared;
            if (segment is not null)
            {
                prepared = null;
                inUse++;
            }

            return segment;
        }
    }

    /// <summary>Gives back a segment that nothing refers to any more.</summary>
    public void Release(WalSegment segment)
    {
        segment.File.Dispose();
        lock (gate)
        {
            inUse--;
            spares.Enqueue(segment.Path);
        }
    }

    /// <summary>Closes the segment that was made ready, if any.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            prepared?.File.Dispose();
            prepared = null;
        }
    }

    private WalSegment Make(ulong number)
    {
        var path = WalSegment.GetPath(directory, number);
        var file = spares.Count > 0 ? Reuse(path) : Create(path);

        try
        {
            CrashPoint.Reach(CrashPoint.SegmentNamed);
            file.Write(0, WalSegment.MakeHeader(number, logId), default);
            file.Sync();
            disk.SyncDirectory(directory);
        }
        catch (IOException)
        {
            file.Dispose();
            spares.Enqueue(path);
            throw;
        }

        return new WalSegment(number, path, file);
    }

    private IDiskFile Reuse(string path)
    {
        disk.Rename(spares.Peek(), path);
        spares.Dequeue();
        return disk.Open(path);
    }

    private IDiskFile Create(string path)
    {
        try
        {
            return disk.Create(path, segmentLength);
        }
        catch (IOException e) when (DiskErrorMap.Map(e) == FsError.NoSpace && Reclaim?.Invoke() is { } given)
        {
            // The log comes before any cache.
            spares.Enqueue(given);
            return Reuse(path);
        }
    }
}
