namespace DittoFs.Ctl.Running;

/// <summary>Writes backups to files.</summary>
internal static class BackupFile
{
    /// <summary>Makes <paramref name="path"/>, which only its owner may read, with what <paramref name="write"/> writes. A file that is there stays; one that is not whole goes.</summary>
    /// <exception cref="CtlException">The file is there already, or can't be written.</exception>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        FileStream target;
        try
        {
            target = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = OperatingSystem.IsWindows() ? null : UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, exception);
        }

        var isWhole = false;
        try
        {
            await using (target)
            {
                await write(target);
                target.Flush(flushToDisk: true);
            }

            isWhole = true;
        }
        catch (IOException exception)
        {
            throw Failed(path, exception);
        }
        finally
        {
            if (!isWhole)
            {
                File.Delete(path);
            }
        }
    }

    private static CtlException Failed(string path, Exception exception) => new($"{path} can't be written: {exception.Message}", ExitCode.Refused);
}
