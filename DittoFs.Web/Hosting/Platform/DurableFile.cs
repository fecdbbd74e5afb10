using System.Runtime.InteropServices;

namespace DittoFs.Web.Hosting.Platform;

/// <summary>Small files that are replaced as a whole.</summary>
internal static class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Makes <paramref name="content"/> the content of <paramref name="path"/>: a reader sees the old or the new file and never a part, and when this
    /// returns the new one survives a power cut. Mode 0600.
    /// </summary>
    /// <exception cref="IOException">It could not be written; the old file is as it was.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        SynchronizeDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes a file with what <paramref name="write"/> writes, with mode 0600. It has its name when all of it is durable; what was cut short is removed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes all of it.</param>
    /// <param name="mode">How the unfinished file beside it is opened: made anew over what a crash left, or refused while another is under way.</param>
    public static async Task CreateAsync(string path, Func<FileStream, Task> write, FileMode mode = FileMode.Create)
    {
        var unfinished = path + ".part";
        var target = new FileStream(unfinished, new FileStreamOptions { Mode = mode, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        try
        {
            await using (target)
            {
                await write(target);
                target.Flush(flushToDisk: true);
            }

            Move(unfinished, path);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Gives a durable file another name, in place of what has it, in one step that survives a power cut when this returns.</summary>
    public static void Move(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        SynchronizeDirectory(Path.GetDirectoryName(to)!);
    }

    // The new name is an entry of the directory: without this the rename itself may be lost.
    private static void SynchronizeDirectory(string directory)
    {
        var descriptor = NativeMethods.Open(directory, NativeMethods.OpenDirectoryFlags);
        if (descriptor < 0)
        {
            throw new IOException($"{directory}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        try
        {
            if (NativeMethods.Synchronize(descriptor) < 0)
            {
                throw new IOException($"{directory}: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }
        finally
        {
            _ = NativeMethods.Close(descriptor);
        }
    }
}
