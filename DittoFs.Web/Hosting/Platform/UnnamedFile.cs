namespace DittoFs.Web.Hosting.Platform;

/// <summary>Files that are gone when they are closed.</summary>
internal static class UnnamedFile
{
    /// <summary>Makes one in <paramref name="directory"/> that only its owner may read.</summary>
    public static FileStream Create(string directory, string prefix)
    {
        Directory.CreateDirectory(directory);
        return new FileStream(
            Path.Combine(directory, $"{prefix}-{Guid.NewGuid():N}"),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                Options = FileOptions.DeleteOnClose,
            });
    }
}
