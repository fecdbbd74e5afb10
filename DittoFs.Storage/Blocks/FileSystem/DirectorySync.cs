using System.Runtime.InteropServices;

namespace DittoFs.Storage.Blocks.FileSystem;

/// <summary>Makes the names in a directory durable. The runtime opens no directories, so this asks the C library.</summary>
internal static partial class DirectorySync
{
    private const int ReadOnly = 0;
    private const int CloseOnExec = 0x80000;

    /// <summary>Waits until the entries of <paramref name="path"/> are on disk. Where directories can't be synced (Windows) the system does it by itself.</summary>
    /// <exception cref="IOException">The directory can't be opened or synced.</exception>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(path, ReadOnly | (OperatingSystem.IsLinux() ? CloseOnExec : 0));
        ThrowIfFailed(descriptor, path);
        try
        {
            ThrowIfFailed(Sync(descriptor), path);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static void ThrowIfFailed(int result, string path)
    {
        if (result < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new IOException($"'{path}' can't be synced: {Marshal.GetPInvokeErrorMessage(error)}.", error);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
