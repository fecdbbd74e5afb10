using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DittoFs.Storage.Disk;

/// <summary>
/// The system calls that .NET does not offer: <c>fdatasync</c> (an fsync of a preallocated file also writes its times, which costs a second
/// journal write), <c>preadv2(RWF_NOWAIT)</c> (reads from the page cache without ever waiting for a disk), <c>pwritev</c> of two spans without
/// an array, <c>fsync</c> of a directory, and the niceness of a thread.
/// </summary>
internal static unsafe partial class PosixCalls
{
    private const int ReadNoWait = 0x8;
    private const int LinuxCloseOnExec = 0x80000;
    private const int InterruptedErrno = 4;

    [StructLayout(LayoutKind.Sequential)]
    private struct IoVector
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary>Syncs data and length. False where the call is not to be had.</summary>
    /// <exception cref="IOException">The disk failed: what was written since the last sync may be lost for good.</exception>
    public static bool TrySyncData(SafeFileHandle handle)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        while (FDataSync(handle) != 0)
        {
            ThrowUnlessInterrupted("fdatasync");
        }

        return true;
    }

    /// <summary>Fills <paramref name="destination"/> from the page cache, or gives up.</summary>
    public static bool TryReadCached(SafeFileHandle handle, long offset, Span<byte> destination)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        fixed (byte* start = destination)
        {
            var vector = new IoVector { Start = start, Length = (nuint)destination.Length };
            return PReadV2(handle, &vector, 1, (nint)offset, ReadNoWait) == destination.Length;
        }
    }

    /// <summary>Writes two spans in one call. False where the call is not to be had or wrote less than all: then write again in parts.</summary>
    public static bool TryWriteTwo(SafeFileHandle handle, long offset, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        fixed (byte* firstStart = first)
        fixed (byte* secondStart = second)
        {
            var vectors = stackalloc IoVector[2];
            vectors[0] = new IoVector { Start = firstStart, Length = (nuint)first.Length };
            vectors[1] = new IoVector { Start = secondStart, Length = (nuint)second.Length };
            return PWriteV(handle, vectors, 2, (nint)offset) == first.Length + second.Length;
        }
    }

    /// <summary>Makes a directory's names durable.</summary>
    public static void SyncDirectory(string path)
    {
        var descriptor = Open(path, OperatingSystem.IsLinux() ? LinuxCloseOnExec : 0);
        if (descriptor < 0)
        {
            throw new IOException($"The directory {path} can't be opened to sync it.", Marshal.GetLastPInvokeError());
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        while (FSync(handle) != 0)
        {
            ThrowUnlessInterrupted($"fsync of {path}");
        }
    }

    /// <summary>Lets other threads have the processor before the calling one, the more the higher <paramref name="niceness"/>, up to 19. False where that is not to be had.</summary>
    public static bool TrySetNiceness(int niceness) => OperatingSystem.IsLinux() && SetPriority(0, 0, niceness) == 0;

    private static void ThrowUnlessInterrupted(string call)
    {
        var errno = Marshal.GetLastPInvokeError();
        if (errno != InterruptedErrno)
        {
            throw new IOException($"{call}: {Marshal.GetPInvokeErrorMessage(errno)}", errno);
        }
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    // Of a process by POSIX, of a thread on Linux; 0 is the calling one.
    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int niceness);

    [LibraryImport("libc", EntryPoint = "preadv2", SetLastError = true)]
    private static partial nint PReadV2(SafeFileHandle file, IoVector* vectors, int count, nint offset, int flags);

    [LibraryImport("libc", EntryPoint = "pwritev", SetLastError = true)]
    private static partial nint PWriteV(SafeFileHandle file, IoVector* vectors, int count, nint offset);
}
