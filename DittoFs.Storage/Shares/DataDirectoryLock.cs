using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>Keeps other processes out of a data directory while this one uses it.</summary>
public sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream file;

    private DataDirectoryLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock of <paramref name="directory"/>.</summary>
    /// <exception cref="StorageStartException">Another process has it.</exception>
    public static DataDirectoryLock Take(string directory)
    {
        var path = Path.Combine(directory, "lock");
        try
        {
            return new DataDirectoryLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new StorageStartException(
                $"The data directory {directory} is in use by another server (it holds {path}). Stop that one, or start this one with another data directory.", e);
        }
    }

    /// <summary>Lets others in.</summary>
    public void Dispose() => file.Dispose();
}
