namespace DittoFs.Web.Realtime;

internal static partial class RealtimeLog
{
    [LoggerMessage(3300, LogLevel.Error, "The console missed a second: its numbers could not be taken. Clients of the shares are not affected.")]
    public static partial void TickFailed(this ILogger log, Exception exception);
}
