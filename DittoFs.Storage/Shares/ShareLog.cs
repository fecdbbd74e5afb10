using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Shares;

internal static partial class ShareLog
{
    [LoggerMessage(2050, LogLevel.Error, "{Reason}")]
    public static partial void Damaged(ILogger logger, string reason);

    [LoggerMessage(2051, LogLevel.Error, "Share {Share}: the log was damaged, and {Bytes} bytes of files are lost. Reads of them fail until they are written anew; everything else is there.")]
    public static partial void BytesLost(ILogger logger, string share, long bytes);

    [LoggerMessage(2052, LogLevel.Information, "Share {Share} had no counters of what its owners hold; they were counted: {Owners} owners.")]
    public static partial void UsageCounted(ILogger logger, string share, int owners);

    [LoggerMessage(2053, LogLevel.Warning, "A recount of share {Share} found the counters of {Owners} owners wrong; they are corrected.")]
    public static partial void UsageCorrected(ILogger logger, string share, int owners);

    [LoggerMessage(2054, LogLevel.Warning, "The note that share {Share} was in this data directory can't be removed: {Reason}")]
    public static partial void NotForgotten(ILogger logger, Primitives.ShareId share, string reason);

    [LoggerMessage(2055, LogLevel.Warning, "It can't be said in the block store of share {Share} that this server has it: {Reason}")]
    public static partial void OwnerUnknown(ILogger logger, string share, string reason);

    [LoggerMessage(2056, LogLevel.Error, "Share {Share} was attached by another server and is stopped here.")]
    public static partial void Displaced(ILogger logger, string share);

    [LoggerMessage(2057, LogLevel.Information, "The metadata of share {Share} are dumped beside its blocks: dump {Number}, {Bytes} bytes of rows.")]
    public static partial void Dumped(ILogger logger, string share, uint number, long bytes);

    [LoggerMessage(2058, LogLevel.Warning, "The metadata of share {Share} could not be dumped: {Reason}")]
    public static partial void NotDumped(ILogger logger, string share, string reason);

    [LoggerMessage(2059, LogLevel.Warning, "Share {Share} is attached from {Source}.")]
    public static partial void Attached(ILogger logger, string share, string source);
}
