using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace DittoFs.Protocols.Rpc;

/// <summary>Events of remote procedure calls: 1100 to 1199.</summary>
internal static partial class RpcLog
{
    [LoggerMessage(1100, LogLevel.Error, "{Procedure} for {Client} failed in the server; the call was answered with SYSTEM_ERR.")]
    public static partial void ProcedureFailed(ILogger log, Exception fault, string procedure, IPAddress client);

    [LoggerMessage(1101, LogLevel.Warning, "{Client} sent bytes that are no RPC record within the limits; its connection is closed. {Others} more connections ended so since the last such line.")]
    public static partial void MalformedRecord(ILogger log, IPAddress client, long others);

    [LoggerMessage(1102, LogLevel.Debug, "The connection of {Client} broke: {Reason}")]
    public static partial void ConnectionBroken(ILogger log, IPAddress client, string reason);

    [LoggerMessage(1103, LogLevel.Information, "{Client} began a record and did not finish it within {Limit}; its connection is closed.")]
    public static partial void RecordStalled(ILogger log, IPAddress client, TimeSpan limit);

    [LoggerMessage(1104, LogLevel.Debug, "A datagram could not be received or sent: {Reason}")]
    public static partial void DatagramFailed(ILogger log, SocketError reason);

    [LoggerMessage(1105, LogLevel.Debug, "A call of program {Program}, procedure {Procedure}, to {Endpoint} got no answer: {Reason}")]
    public static partial void CallFailed(ILogger log, uint program, uint procedure, EndPoint endpoint, string reason);

    [LoggerMessage(1106, LogLevel.Warning, "UDP port {Port} can't be bound ({Reason}).")]
    public static partial void DatagramsNotServed(ILogger log, int port, SocketError reason);
}
