namespace DittoFs.Protocols.Rpc;

/// <summary>What one connection may ask of the server's memory.</summary>
/// <param name="RecordBytesMax">The longest record; a longer one closes the connection.</param>
/// <param name="CallsInFlightMax">Calls that arrived and whose replies are not sent yet.</param>
/// <param name="CallBytesInFlightMax">Memory of those calls and replies, above which no further call begins.</param>
internal readonly record struct RpcConnectionLimits(int RecordBytesMax, int CallsInFlightMax, long CallBytesInFlightMax);
