using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.FileSystem;

/// <summary>Translates what the operating system reports. Only here are its error numbers known.</summary>
internal static class FileSystemErrorMap
{
    private const int NoSpaceOnDevice = 28;
    private const int DiskQuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>True for the exceptions that file operations throw; others are faults of the program.</summary>
    public static bool IsFileError(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>The error of an operation on a block that should exist.</summary>
    public static FsError ToError(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => FsError.NotFound,
        IOException { HResult: NoSpaceOnDevice or DiskQuotaExceeded or WindowsDiskFull } => FsError.NoSpace,
        _ => FsError.InputOutput,
    };

    /// <summary>The error of a put: it needs no block, so a path that is missing means that what holds the blocks is away.</summary>
    public static FsError ToPutError(Exception exception) => ToError(exception) is FsError.NotFound ? FsError.Unavailable : ToError(exception);
}
