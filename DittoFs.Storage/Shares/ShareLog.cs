using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Shares;

internal static partial class ShareLog
{
    [LoggerMessage(2050, LogLevel.Information, "Share {Share} had no counters of what its owners hold; they were counted: {Owners} owners.")]
    public static partial void UsageCounted(ILogger logger, string share, int owners);

    [LoggerMessage(2051, LogLevel.Warning, "A recount of share {Share} found the counters of {Owners} owners wrong; they are corrected.")]
    public static partial void UsageCorrected(ILogger logger, string share, int owners);
}
