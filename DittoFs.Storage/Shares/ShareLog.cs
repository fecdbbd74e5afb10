using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Shares;

internal static partial class ShareLog
{
    [LoggerMessage(2050, LogLevel.Error, "{Reason}")]
    public static partial void Damaged(ILogger logger, string reason);

    [LoggerMessage(2051, LogLevel.Error, "Share {Share}: the log was damaged, and {Bytes} bytes of files are lost. Reads of them fail until they are written anew; everything else is there.")]
    public static partial void BytesLost(ILogger logger, string share, long bytes);
}
