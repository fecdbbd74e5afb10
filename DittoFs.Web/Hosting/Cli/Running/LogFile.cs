using System.Globalization;
using System.Runtime.InteropServices;
using DittoFs.Web.Hosting.Platform;

namespace DittoFs.Web.Hosting.Cli.Running;

/// <summary>The log of a server in the background: what the process writes to standard output and error.</summary>
internal static class LogFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyDirectory = OwnerOnly | UnixFileMode.UserExecute;
    private const int StandardInput = 0;
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    /// <summary>Where it lies unless somebody says otherwise.</summary>
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "log", "dittofs.log");

    /// <summary>
    /// Makes standard output and error of this process go to the end of <paramref name="path"/>. Done again after the file was moved away, it starts a new one.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="except">A copy of an output that stays what it is.</param>
    /// <exception cref="IOException">The file can't be made.</exception>
    public static void Redirect(string path, int? except = null)
    {
        Create(path);
        var copies = FindCopies(except);

        // O_APPEND, which .NET's own append mode is not: a file that is cut by others does not grow a hole then.
        var descriptor = NativeMethods.Open(path, NativeMethods.OpenAppendFlags);
        if (descriptor < 0)
        {
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        foreach (var output in copies)
        {
            _ = NativeMethods.DuplicateTo(descriptor, output);
        }

        _ = NativeMethods.Close(descriptor);
    }

    /// <summary>Makes the file, mode 0600, and its directory if they do not exist.</summary>
    public static void Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, OwnerOnlyDirectory);
        using (new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite, UnixCreateMode = OwnerOnly }))
        {
        }
    }

    // The runtime keeps copies of the outputs that it was started with, and the console of those that it found. Whoever waits for the end of the former, such as ssh, would
    // wait for this process.
    private static List<int> FindCopies(int? except)
    {
        var outputs = new[] { TargetOf(StandardOutput), TargetOf(StandardError) };
        return
        [
            .. Directory.EnumerateFileSystemEntries("/proc/self/fd")
                .Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))
                .Where(descriptor => descriptor != except && descriptor != StandardInput && TargetOf(descriptor) is { } target && outputs.Contains(target)),
        ];
    }

    private static string? TargetOf(int descriptor)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/self/fd/{descriptor.ToString(CultureInfo.InvariantCulture)}", returnFinalTarget: false)?.FullName;
        }
        catch (IOException)
        {
            // The listing's own descriptor is closed by now.
            return null;
        }
    }
}
