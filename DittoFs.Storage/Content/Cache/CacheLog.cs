using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Content.Cache;

internal static partial class CacheLog
{
    [LoggerMessage(2300, LogLevel.Warning, "The disk cache in {Directory} can't be used as it should; what it lacks comes from the block stores. It is tried again every half minute.")]
    public static partial void Failed(ILogger logger, string directory, Exception exception);

    [LoggerMessage(2301, LogLevel.Information, "The disk cache in {Directory} has {Files} files with {Frames} frames; {Dropped} files were of no use and removed.")]
    public static partial void Opened(ILogger logger, string directory, int files, int frames, int dropped);
}
