using DittoFs.Storage.Disk;
using DittoFs.Storage.Faults;

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
        IDiskFile file;
        if (spares.TryPeek(out var spare))
        {
            disk.Rename(spare, path);
            spares.Dequeue();
            file = disk.Open(path);
        }
        else
        {
            file = disk.Create(path, segmentLength);
        }

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
}
