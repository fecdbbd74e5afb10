using System.Runtime.InteropServices;

namespace DittoFs.Web.Hosting.Platform;

/// <summary>The few calls of the C library that .NET does not offer.</summary>
internal static partial class NativeMethods
{
    /// <summary><c>O_RDONLY | O_CLOEXEC</c>, which opens a directory too; .NET's own file API refuses to.</summary>
    public const int OpenDirectoryFlags = 0x80000;

    /// <summary><c>O_WRONLY | O_APPEND | O_CLOEXEC</c>.</summary>
    public const int OpenAppendFlags = 0x80401;

    /// <summary><c>SIGTERM</c>.</summary>
    public const int Terminate = 15;

    /// <summary>The effective user of this process.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint GetEffectiveUserId();

    /// <summary>The effective group of this process.</summary>
    [LibraryImport("libc", EntryPoint = "getegid")]
    public static partial uint GetEffectiveGroupId();

    /// <summary>open(2); negative for a failure.</summary>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    /// <summary>fsync(2); negative for a failure.</summary>
    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Synchronize(int descriptor);

    /// <summary>kill(2); negative for a failure.</summary>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int SendSignal(int processId, int signal);

    /// <summary>signal(2): what a signal does; 0 is what the system does by itself.</summary>
    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    public static partial nint SetSignalHandler(int signal, nint handler);

    /// <summary>setsid(2): leaves the terminal and the session that the process was started from.</summary>
    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    public static partial int StartSession();

    /// <summary>dup(2); negative for a failure.</summary>
    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    public static partial int Duplicate(int descriptor);

    /// <summary>dup2(2); negative for a failure.</summary>
    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    public static partial int DuplicateTo(int descriptor, int target);

    /// <summary>adjtimex(2) on a zeroed <c>struct timex</c> of at least 208 bytes: changes nothing, and returns the state of the clock.</summary>
    [LibraryImport("libc", EntryPoint = "adjtimex")]
    public static partial int AdjustClock(ref byte state);

    /// <summary>close(2).</summary>
    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);
}
