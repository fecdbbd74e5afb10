using System.Net;
using Microsoft.Extensions.Logging;

namespace DittoFs.Protocols.Nlm;

/// <summary>Events of the lock manager: 1575 to 1599.</summary>
internal static partial class NlmLog
{
    [LoggerMessage(1575, LogLevel.Information, "{Count} clients held locks before the restart: for {Grace} locks are only given back.")]
    public static partial void GraceBegins(ILogger log, int count, TimeSpan grace);

    [LoggerMessage(1576, LogLevel.Warning, "{Client} waited for a lock, was given it and did not confirm: it is released.")]
    public static partial void GrantNotConfirmed(ILogger log, IPAddress client);

    [LoggerMessage(1577, LogLevel.Error, "Granting a lock to {Client} failed in the server.")]
    public static partial void GrantFailed(ILogger log, Exception fault, IPAddress client);

    [LoggerMessage(1578, LogLevel.Error, "Answering {Client} by a call failed in the server.")]
    public static partial void ResultFailed(ILogger log, Exception fault, IPAddress client);

    [LoggerMessage(1579, LogLevel.Error, "Looking for clients that hold no locks any more failed in the server.")]
    public static partial void PruneFailed(ILogger log, Exception fault);

    [LoggerMessage(1580, LogLevel.Information, "All locks of {Client} ({Name}) were released: {Count}.")]
    public static partial void FreedAll(ILogger log, IPAddress client, string name, int count);

    [LoggerMessage(1581, LogLevel.Error, "Telling clients of the restart failed in the server.")]
    public static partial void NotifyFailed(ILogger log, Exception fault);
}
