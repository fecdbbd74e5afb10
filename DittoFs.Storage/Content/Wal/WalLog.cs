using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Content.Wal;

internal static partial class WalLog
{
    [LoggerMessage(2200, LogLevel.Error, "The log in {Directory} failed; everything that would change a file is refused until the server is started anew on a disk that works.")]
    public static partial void Failed(ILogger logger, string directory, Exception exception);

    [LoggerMessage(2201, LogLevel.Error, "The log in {Directory} can't have another segment; changes are refused until there is space.")]
    public static partial void SegmentFailed(ILogger logger, string directory, Exception exception);

    [LoggerMessage(2202, LogLevel.Information, "The log in {Directory} was read: {Records} records in {Segments} segments, {TornBytes} bytes of a write under way cut off.")]
    public static partial void Recovered(ILogger logger, string directory, long records, int segments, long tornBytes);
}
