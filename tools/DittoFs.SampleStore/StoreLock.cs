using DittoFs.Storage.Primitives;
using Microsoft.Win32.SafeHandles;

namespace DittoFs.SampleStore;

/// <summary>Keeps others from opening a store that is open: a file beside it that is locked until this is disposed of, or the process ends. The file stays.</summary>
internal sealed class StoreLock : IDisposable
{
    private readonly SafeFileHandle file;

    private StoreLock(SafeFileHandle file) => this.file = file;

    /// <summary>Takes the lock of the store in <paramref name="path"/>.</summary>
    /// <exception cref="StorageStartException">Somebody has it.</exception>
    public static StoreLock Take(string path)
    {
        try
        {
            return new StoreLock(File.OpenHandle($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception)
        {
            throw new StorageStartException($"{path} can't be used: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
