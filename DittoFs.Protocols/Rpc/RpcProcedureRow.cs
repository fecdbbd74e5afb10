namespace DittoFs.Protocols.Rpc;

/// <summary>One row of a program's table: all that the dispatcher, the metrics and the documentation need to know of a procedure.</summary>
/// <param name="Number">Its number, and its index in the table.</param>
/// <param name="Name">Its name in the specification; also the tag of its metrics.</param>
/// <param name="Procedure">What runs.</param>
/// <param name="NeedsCaller">A credential that can't be read refuses the call.</param>
/// <param name="Mutates">Running it twice is not the same as once: its replies are kept for retransmissions.</param>
/// <param name="BodyBytesMax">The longest arguments that make sense.</param>
internal sealed record RpcProcedureRow(int Number, string Name, RpcProcedure Procedure, bool NeedsCaller, bool Mutates, int BodyBytesMax)
{
    /// <summary>How calls of the procedure ended so far.</summary>
    public RpcCallCounts Counts { get; } = new();
}
