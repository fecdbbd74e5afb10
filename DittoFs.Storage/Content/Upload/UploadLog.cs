using DittoFs.Storage.Primitives;
using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Content.Upload;

internal static partial class UploadLog
{
    [LoggerMessage(2250, LogLevel.Warning, "Uploads of share {Share} answer {Error} now; None means that they work again. The bytes stay in the log meanwhile.")]
    public static partial void StateChanged(ILogger logger, ShareId share, FsError error);

    [LoggerMessage(2251, LogLevel.Error, "An upload of share {Share} ended in a fault of the server; it is tried again, and the bytes stay in the log meanwhile.")]
    public static partial void Faulted(ILogger logger, ShareId share, Exception exception);
}
