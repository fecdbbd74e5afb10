using DittoFs.Storage.Primitives;
using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Metadata;

internal static partial class MetadataLog
{
    [LoggerMessage(2100, LogLevel.Warning, "The metadata store behind {Store} answers {Error} now; None means that it works again. Changes stay in the log meanwhile.")]
    public static partial void StoreStateChanged(ILogger logger, string store, FsError error);

    [LoggerMessage(2101, LogLevel.Information, "Share {Share}: {Metadata} metadata and {Data} data records of the log were taken over, {Folded} nodes' attributes brought up to date.")]
    public static partial void Replayed(ILogger logger, string share, int metadata, int data, int folded);

    [LoggerMessage(2102, LogLevel.Warning, "A checkpoint did not complete: {Error}. The log keeps its segments until one does.")]
    public static partial void CheckpointFailed(ILogger logger, FsError error);

    [LoggerMessage(2103, LogLevel.Error, "A checkpoint ended in a fault; it is tried again.")]
    public static partial void CheckpointFaulted(ILogger logger, Exception exception);
}
