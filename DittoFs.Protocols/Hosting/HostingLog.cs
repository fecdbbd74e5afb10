using System.Net;
using Microsoft.Extensions.Logging;

namespace DittoFs.Protocols.Hosting;

/// <summary>Events of listeners and connections: 1000 to 1099.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(1000, LogLevel.Information, "{Protocol} listens on {Endpoints}.")]
    public static partial void Listening(ILogger log, string protocol, string endpoints);

    [LoggerMessage(1001, LogLevel.Error, "{Protocol} does not run: {Failure}")]
    public static partial void ListenFailed(ILogger log, string protocol, string failure);

    [LoggerMessage(1002, LogLevel.Information, "{Protocol} has stopped.")]
    public static partial void Stopped(ILogger log, string protocol);

    [LoggerMessage(1003, LogLevel.Warning, "{Protocol} refused a connection from {Client}: a connection limit is reached.")]
    public static partial void ConnectionRefused(ILogger log, string protocol, IPEndPoint client);

    [LoggerMessage(1004, LogLevel.Warning, "{Protocol} could not accept a connection: {Reason}")]
    public static partial void AcceptFailed(ILogger log, string protocol, string reason);

    [LoggerMessage(1005, LogLevel.Error, "{Protocol} lost the connection of {Client} to a fault in the server.")]
    public static partial void ConnectionFailed(ILogger log, Exception fault, string protocol, IPEndPoint client);

    [LoggerMessage(1006, LogLevel.Warning, "{Protocol} was told to stop before all calls were answered: {Connections} connections are broken off.")]
    public static partial void DrainCutShort(ILogger log, string protocol, int connections);
}
