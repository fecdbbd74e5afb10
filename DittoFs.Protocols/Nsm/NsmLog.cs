using System.Net;
using Microsoft.Extensions.Logging;

namespace DittoFs.Protocols.Nsm;

/// <summary>Events of the status monitor: 1550 to 1574.</summary>
internal static partial class NsmLog
{
    [LoggerMessage(1550, LogLevel.Error, "Which clients held locks before the restart can't be read: {Reason} They may take them back, but are not told to.")]
    public static partial void StateUnreadable(ILogger log, string reason);

    [LoggerMessage(1551, LogLevel.Error, "Which clients hold locks could not be written: {Reason} No lock is granted to new clients meanwhile.")]
    public static partial void StateNotWritten(ILogger log, string reason);

    [LoggerMessage(1552, LogLevel.Information, "{Client} ({Name}) was told of the restart, so that it takes back its locks.")]
    public static partial void Notified(ILogger log, IPAddress client, string name);

    [LoggerMessage(1553, LogLevel.Warning, "{Client} ({Name}) held locks before the restart and could not be told of it.")]
    public static partial void NotNotified(ILogger log, IPAddress client, string name);

    [LoggerMessage(1554, LogLevel.Information, "{Client} ({Name}) restarted: {Count} locks were released.")]
    public static partial void ClientRestarted(ILogger log, IPAddress client, string name, int count);
}
