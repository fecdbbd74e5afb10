namespace DittoFs.Storage.Disk;

/// <summary>The machine's own file system.</summary>
internal sealed class PosixDisk : IDisk
{
    /// <inheritdoc/>
    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    /// <inheritdoc/>
    public IDiskFile Create(string path, long length)
    {
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.None, length);
        RandomAccess.SetLength(handle, length);
        return new PosixDiskFile(handle);
    }

    /// <inheritdoc/>
    public IDiskFile Open(string path) =>
        new PosixDiskFile(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    /// <inheritdoc/>
    public bool Exists(string path) => File.Exists(path);

    /// <inheritdoc/>
    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(path);

    /// <inheritdoc/>
    public void SyncDirectory(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            PosixCalls.SyncDirectory(path);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string path) => Directory.GetFiles(path);

    /// <inheritdoc/>
    public long GetFreeBytes(string path) => new DriveInfo(path).AvailableFreeSpace;
}
