namespace DittoFs.Storage.Disk;

/// <summary>
/// The directory and file operations that the log needs, with their durability spelled out. Production is <see cref="PosixDisk"/>; tests put a
/// disk in its place that forgets what was not synced, runs full or fails.
/// </summary>
/// <remarks>Failures are <see cref="IOException"/> as the system reports them; <see cref="DiskErrorMap"/> translates them once.</remarks>
internal interface IDisk
{
    /// <summary>Makes the directory and its parents.</summary>
    void CreateDirectory(string path);

    /// <summary>Makes a new file with <paramref name="length"/> bytes set aside on the disk, reading as zeros.</summary>
    IDiskFile Create(string path, long length);

    /// <summary>Opens an existing file for reading and writing.</summary>
    IDiskFile Open(string path);

    /// <summary>True if there is a file of that name.</summary>
    bool Exists(string path);

    /// <summary>Renames atomically, replacing a file of that name. Durable after <see cref="SyncDirectory"/>.</summary>
    void Rename(string from, string to);

    /// <summary>Removes a file. Durable after <see cref="SyncDirectory"/>.</summary>
    void Delete(string path);

    /// <summary>Makes the names in a directory durable.</summary>
    void SyncDirectory(string path);

    /// <summary>The full paths of the files in a directory, in no special order.</summary>
    IReadOnlyList<string> List(string path);

    /// <summary>Free bytes where <paramref name="path"/> lies.</summary>
    long GetFreeBytes(string path);
}

/// <summary>One open file; all members may be called at once from many threads.</summary>
internal interface IDiskFile : IDisposable
{
    /// <summary>The file's length in bytes.</summary>
    long Length { get; }

    /// <summary>Writes <paramref name="first"/> and then <paramref name="second"/> at <paramref name="offset"/>, as one run of bytes.</summary>
    void Write(long offset, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second);

    /// <summary>Reads until <paramref name="destination"/> is full or the file ends; may wait for the disk.</summary>
    /// <returns>The number of bytes read.</returns>
    int Read(long offset, Span<byte> destination);

    /// <summary>Fills <paramref name="destination"/> only if that takes no waiting for the disk; else false, with undefined content.</summary>
    bool TryReadCached(long offset, Span<byte> destination);

    /// <summary>Makes all that was written durable, with the length but without times.</summary>
    void Sync();
}
