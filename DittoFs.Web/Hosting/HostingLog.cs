using System.Net;

namespace DittoFs.Web.Hosting;

/// <summary>Events of the host: 1050 to 1099.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(1050, LogLevel.Information, "DittoFs {Version} starts on {DataDirectory} as process {ProcessId}")]
    public static partial void ServerStarting(this ILogger log, string version, string dataDirectory, int processId);

    [LoggerMessage(1051, LogLevel.Information, "The server is ready after {Milliseconds} ms")]
    public static partial void ServerReady(this ILogger log, double milliseconds);

    [LoggerMessage(1052, LogLevel.Information, "{Signal}: stopping in order; the same signal again stops at once")]
    public static partial void StopRequested(this ILogger log, string signal);

    [LoggerMessage(1053, LogLevel.Information, "The server stopped in order after {Milliseconds} ms")]
    public static partial void ServerStopped(this ILogger log, double milliseconds);

    [LoggerMessage(1054, LogLevel.Warning, "{Key} in {Source} is not a setting of this server: nothing reads it")]
    public static partial void UnknownKey(this ILogger log, string key, string source);

    [LoggerMessage(1055, LogLevel.Information, "Storage runs after {Milliseconds} ms")]
    public static partial void StorageStarted(this ILogger log, long milliseconds);

    [LoggerMessage(1056, LogLevel.Information, "Writing the log to disk and closing the stores")]
    public static partial void StorageStopping(this ILogger log);

    [LoggerMessage(1057, LogLevel.Information, "The stores are closed")]
    public static partial void StorageStopped(this ILogger log);

    [LoggerMessage(1060, LogLevel.Information, "{Scheme} listens on {Endpoint}")]
    public static partial void HttpListening(this ILogger log, string scheme, IPEndPoint endpoint);

    [LoggerMessage(1061, LogLevel.Error, "http does not run, so nobody can ask for health or metrics: {Reason}")]
    public static partial void HttpFailed(this ILogger log, string reason);

    [LoggerMessage(1062, LogLevel.Information, "No new connections; calls that run have up to {Timeout} to end")]
    public static partial void Draining(this ILogger log, TimeSpan timeout);

    [LoggerMessage(1063, LogLevel.Information, "All protocols are stopped after {Milliseconds} ms")]
    public static partial void Drained(this ILogger log, double milliseconds);

    [LoggerMessage(1065, LogLevel.Information, "The control socket is {Path}")]
    public static partial void ControlSocketListening(this ILogger log, string path);

    [LoggerMessage(1066, LogLevel.Error, "There is no control socket, so 'dittofs stop' and 'dittofs status' can't reach this server: {Reason}")]
    public static partial void ControlSocketFailed(this ILogger log, string reason);

    [LoggerMessage(1064, LogLevel.Error, "{Path} could not be written; programs that read it will not find this server: {Reason}")]
    public static partial void ServerFileFailed(this ILogger log, string path, string reason);
}
