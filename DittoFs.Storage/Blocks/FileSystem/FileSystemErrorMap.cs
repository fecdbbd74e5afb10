using DittoFs.Storage.Disk;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.FileSystem;

/// <summary>Translates what file operations throw.</summary>
internal static class FileSystemErrorMap
{
    /// <summary>True for the exceptions that file operations throw; others are faults of the program.</summary>
    public static bool IsFileError(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>The error of an operation on a block that should exist.</summary>
    public static FsError ToError(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => FsError.NotFound,
        IOException failure => DiskErrorMap.Map(failure),
        _ => FsError.InputOutput,
    };

    /// <summary>The error of a put: it needs no block, so a path that is missing means that what holds the blocks is away.</summary>
    public static FsError ToPutError(Exception exception) => ToError(exception) is FsError.NotFound ? FsError.Unavailable : ToError(exception);
}
