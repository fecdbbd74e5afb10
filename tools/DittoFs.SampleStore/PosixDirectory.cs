using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DittoFs.SampleStore;

/// <summary>What .NET does not do with directories.</summary>
internal static partial class PosixDirectory
{
    private const int ReadOnly = 0;

    /// <summary>Makes the names in a directory durable. A file whose own bytes are durable is lost with its name.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Sync(string path)
    {
        using var directory = Open(path, ReadOnly);
        if (directory.IsInvalid || Sync(directory) != 0)
        {
            throw new IOException($"{path} can't be synced: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(SafeFileHandle directory);
}
