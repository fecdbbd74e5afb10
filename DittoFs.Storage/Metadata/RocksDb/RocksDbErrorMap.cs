using DittoFs.Storage.Primitives;
using RocksDbSharp;

namespace DittoFs.Storage.Metadata.RocksDb;

/// <summary>Translates what RocksDB reports. Its errors are texts that begin with the status' name; nothing finer comes through its C interface.</summary>
internal static class RocksDbErrorMap
{
    /// <summary>The error that a failed call stands for.</summary>
    public static FsError ToError(RocksDbException exception) => exception.Message switch
    {
        var text when text.Contains("No space left", StringComparison.OrdinalIgnoreCase) => FsError.NoSpace,
        var text when text.Contains("quota exceeded", StringComparison.OrdinalIgnoreCase) => FsError.NoSpace,
        var text when text.StartsWith("Corruption", StringComparison.Ordinal) => FsError.Corrupt,
        var text when text.StartsWith("Shutdown in progress", StringComparison.Ordinal) => FsError.Unavailable,
        _ => FsError.InputOutput,
    };

    /// <summary>The failure of an open, with what the administrator can do.</summary>
    public static StorageStartException ToStartFailure(RocksDbException exception, string path)
    {
        var advice = ToError(exception) switch
        {
            _ when exception.Message.Contains("lock", StringComparison.OrdinalIgnoreCase) => "Another process has it open: stop that one first.",
            FsError.NoSpace => "The disk is full: make room and start again.",
            FsError.Corrupt => "It is damaged: restore it from a backup. Nothing was changed.",
            _ => "Check that the directory can be read and written by the server's user.",
        };
        return new StorageStartException($"The metadata database in '{path}' can't be opened. {advice} RocksDB says: {exception.Message}", exception);
    }
}
