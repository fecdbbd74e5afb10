using System.Net;
using Microsoft.Extensions.Logging;

namespace DittoFs.Protocols.Smb;

/// <summary>Events of the SMB server: 1400 to 1499.</summary>
internal static partial class SmbLog
{
    [LoggerMessage(1400, LogLevel.Warning, "{Client} broke the rules of SMB and is disconnected: {Reason}")]
    public static partial void Malformed(ILogger log, IPAddress client, string reason);

    [LoggerMessage(1401, LogLevel.Debug, "The connection of {Client} broke: {Reason}")]
    public static partial void ConnectionBroken(ILogger log, IPAddress client, string reason);

    [LoggerMessage(1402, LogLevel.Error, "{Command} of {Client} failed by a fault in the server.")]
    public static partial void CommandFailed(ILogger log, Exception fault, string command, IPAddress client);

    [LoggerMessage(1403, LogLevel.Warning, "TCP port {Port} needs a privilege to be bound; SMB tries {Fallback} instead.")]
    public static partial void FallbackPort(ILogger log, int port, int fallback);
}
