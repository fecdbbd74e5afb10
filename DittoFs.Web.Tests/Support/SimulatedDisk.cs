using DittoFs.Storage.Disk;

namespace DittoFs.Web.Tests.Support;

/// <summary>
/// A disk in memory that knows what was synced: after <see cref="PowerCut"/> everything else is gone, names and bytes, and a write that was not synced
/// may be there in part. It can also run full, write short, and fail at every kind of call.
/// </summary>
internal sealed class SimulatedDisk : IDisk
{
    private const int BrokenErrno = 5;
    private const int FullErrno = 28;
    private readonly Lock gate = new();
    private TaskCompletionSource? holdSyncs;
    private TaskCompletionSource syncReached = new();
    private readonly Dictionary<string, Inode> names;
    private readonly Dictionary<string, Inode> durableNames;

    public SimulatedDisk() => (names, durableNames) = ([], []);

    private SimulatedDisk(Dictionary<string, Inode> names) => (this.names, durableNames) = (names, new Dictionary<string, Inode>(names));

    /// <summary>Bytes that new files may still take.</summary>
    public long FreeBytes { get; set; } = long.MaxValue;

    /// <summary>When set, every sync fails.</summary>
    public bool FailSyncs { get; set; }

    /// <summary>When not 0, every write stores the first half of its bytes and fails with this errno: 28 for a full disk, 5 for a broken one.</summary>
    public int WriteErrno { get; set; }

    /// <summary>When set, every read fails.</summary>
    public bool FailReads { get; set; }

    /// <summary>When set, making a directory's names durable fails.</summary>
    public bool FailDirectorySyncs { get; set; }

    /// <summary>When set, every sync claims success and does nothing: a build that forgot to sync.</summary>
    public bool IgnoreSyncs { get; set; }

    /// <summary>When set, syncs wait for it, and <see cref="SyncReached"/> tells of the first.</summary>
    public TaskCompletionSource? HoldSyncs
    {
        get => holdSyncs;
        set => (holdSyncs, syncReached) = (value, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    /// <summary>Completed by the first sync that <see cref="HoldSyncs"/> holds.</summary>
    public Task SyncReached => syncReached.Task;

    /// <summary>Bytes that were read.</summary>
    public long ReadBytes { get; private set; }

    /// <summary>The number of syncs of files.</summary>
    public int SyncCount { get; private set; }

    /// <summary>Runs <paramref name="action"/> while every other use of the disk waits.</summary>
    public T WhileFrozen<T>(Func<T> action)
    {
        lock (gate)
        {
            return action();
        }
    }

    /// <summary>The disk as it is after a power cut now: what was not synced is lost.</summary>
    public SimulatedDisk PowerCut()
    {
        lock (gate)
        {
            return new SimulatedDisk(durableNames.ToDictionary(entry => entry.Key, entry => entry.Value.AfterPowerCut()));
        }
    }

    /// <summary>The disk as another process sees it after this one was killed: nothing is lost that was written.</summary>
    public SimulatedDisk ProcessKill()
    {
        lock (gate)
        {
            return new SimulatedDisk(names.ToDictionary(entry => entry.Key, entry => entry.Value.AfterProcessKill()));
        }
    }

    /// <summary>The same files under another directory.</summary>
    public SimulatedDisk Moved(string from, string to)
    {
        lock (gate)
        {
            return new SimulatedDisk(names.ToDictionary(entry => entry.Key.Replace(from, to, StringComparison.Ordinal), entry => entry.Value));
        }
    }

    /// <summary>Changes bytes behind the server's back.</summary>
    public void Damage(string path, long offset, byte mask)
    {
        lock (gate)
        {
            names[path].Current[offset] ^= mask;
            names[path].Durable[offset] = names[path].Current[offset];
        }
    }

    /// <summary>Removes a file behind the server's back.</summary>
    public void Lose(string path)
    {
        lock (gate)
        {
            names.Remove(path);
            durableNames.Remove(path);
        }
    }

    public void CreateDirectory(string path)
    {
    }

    public IDiskFile Create(string path, long length)
    {
        lock (gate)
        {
            if (length > FreeBytes)
            {
                throw Error(FullErrno);
            }

            FreeBytes -= FreeBytes == long.MaxValue ? 0 : length;
            var inode = new Inode(length);
            names.Add(path, inode);
            return new OpenFile(this, inode);
        }
    }

    public IDiskFile Open(string path)
    {
        lock (gate)
        {
            return new OpenFile(this, names[path]);
        }
    }

    public bool Exists(string path)
    {
        lock (gate)
        {
            return names.ContainsKey(path);
        }
    }

    /// <summary>The last place of <paramref name="pattern"/> in any file below <paramref name="directory"/>.</summary>
    public (string Path, long Offset) Find(string directory, ReadOnlySpan<byte> pattern)
    {
        lock (gate)
        {
            foreach (var (path, inode) in names.Where(entry => entry.Key.StartsWith(directory, StringComparison.Ordinal)).OrderDescending(Comparer<KeyValuePair<string, Inode>>.Create(static (x, y) => string.CompareOrdinal(x.Key, y.Key))))
            {
                if (inode.Current.AsSpan().LastIndexOf(pattern) is var offset and >= 0)
                {
                    return (path, offset);
                }
            }

            throw new InvalidOperationException("No file has these bytes.");
        }
    }

    public void Rename(string from, string to)
    {
        lock (gate)
        {
            names.Remove(from, out var inode);
            names[to] = inode!;
        }
    }

    public void Delete(string path)
    {
        lock (gate)
        {
            names.Remove(path);
        }
    }

    public void SyncDirectory(string path)
    {
        lock (gate)
        {
            if (FailDirectorySyncs)
            {
                throw Error(BrokenErrno);
            }

            if (!IgnoreSyncs)
            {
                MakeNamesDurable(path);
            }
        }
    }

    /// <summary>Only the names of this directory: those of its neighbours are as they were synced last.</summary>
    private void MakeNamesDurable(string directory)
    {
        foreach (var gone in durableNames.Keys.Where(name => Path.GetDirectoryName(name) == directory).ToList())
        {
            durableNames.Remove(gone);
        }

        foreach (var (name, inode) in names.Where(entry => Path.GetDirectoryName(entry.Key) == directory))
        {
            durableNames[name] = inode;
        }
    }

    private static IOException Error(int errno) => new($"simulated errno {errno}", errno);

    public IReadOnlyList<string> List(string path)
    {
        lock (gate)
        {
            return [.. names.Keys.Where(name => Path.GetDirectoryName(name) == path)];
        }
    }

    public long GetFreeBytes(string path) => FreeBytes;

    private sealed class Inode(long length)
    {
        public byte[] Current { get; private set; } = new byte[length];

        public byte[] Durable { get; private set; } = new byte[length];

        public List<(long Offset, int Length)> Unsynced { get; } = [];

        public Inode AfterPowerCut()
        {
            var after = new Inode(0) { Current = (byte[])Durable.Clone(), Durable = (byte[])Durable.Clone() };

            // A disk writes sectors in its own order: of an unsynced write, the second half may have made it and the first not.
            if (Unsynced.Count > 0 && Unsynced[^1] is var (offset, count) && count > 1)
            {
                var half = count / 2;
                Array.Copy(Current, offset + half, after.Current, offset + half, count - half);
                Array.Copy(Current, offset + half, after.Durable, offset + half, count - half);
            }

            return after;
        }

        public Inode AfterProcessKill() => new(0) { Current = (byte[])Current.Clone(), Durable = (byte[])Current.Clone() };

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(Current.AsSpan((int)offset));
            Unsynced.Add((offset, bytes.Length));
        }

        public void Sync()
        {
            foreach (var (offset, count) in Unsynced)
            {
                Array.Copy(Current, offset, Durable, offset, count);
            }

            Unsynced.Clear();
        }
    }

    private sealed class OpenFile(SimulatedDisk disk, Inode inode) : IDiskFile
    {
        public long Length => inode.Current.Length;

        public void Write(long offset, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
        {
            lock (disk.gate)
            {
                if (disk.WriteErrno != 0)
                {
                    inode.Write(offset, first.Span[..(first.Length / 2)]);
                    throw Error(disk.WriteErrno);
                }

                inode.Write(offset, first.Span);
                inode.Write(offset + first.Length, second.Span);
            }
        }

        public int Read(long offset, Span<byte> destination)
        {
            lock (disk.gate)
            {
                if (disk.FailReads)
                {
                    throw Error(BrokenErrno);
                }

                var count = (int)Math.Clamp(inode.Current.Length - offset, 0, destination.Length);
                disk.ReadBytes += count;
                inode.Current.AsSpan((int)Math.Min(offset, inode.Current.Length), count).CopyTo(destination);
                return count;
            }
        }

        public bool TryReadCached(long offset, Span<byte> destination) => !disk.FailReads && Read(offset, destination) == destination.Length;

        public void Sync()
        {
            if (disk.holdSyncs is { } held)
            {
                disk.syncReached.TrySetResult();
                held.Task.Wait();
            }

            lock (disk.gate)
            {
                disk.SyncCount++;
                if (disk.FailSyncs)
                {
                    throw Error(BrokenErrno);
                }

                if (!disk.IgnoreSyncs)
                {
                    inode.Sync();
                }
            }
        }

        public void Dispose()
        {
        }
    }
}
