using DittoFs.Protocols.Portmap.V2.Procedures;
using DittoFs.Protocols.Rpc;

namespace DittoFs.Protocols.Portmap.V2;

/// <summary>
/// The table of the portmapper, version 2 (RFC 1833 §3). Over UDP there is no DUMP: its reply is many times as long as the call, whose sender is unproved.
/// </summary>
internal sealed class PortmapV2Program(PortmapTable table, bool isDatagram) : RpcProgram(
    ProgramNumber,
    ProgramVersion,
    "portmap2",
    [
        new(0, "NULL", new RpcNullProcedure(), NeedsCaller: false, Mutates: false, BodyBytesMax),
        new(1, "SET", new RefusedChangeProcedure(), NeedsCaller: false, Mutates: false, BodyBytesMax),
        new(2, "UNSET", new RefusedChangeProcedure(), NeedsCaller: false, Mutates: false, BodyBytesMax),
        new(3, "GETPORT", new GetPortProcedure(table), NeedsCaller: false, Mutates: false, BodyBytesMax),
        isDatagram ? null : new(4, "DUMP", new DumpProcedure(table), NeedsCaller: false, Mutates: false, BodyBytesMax),
    ])
{
    /// <summary>The program's number.</summary>
    public const uint ProgramNumber = 100_000;

    /// <summary>The version.</summary>
    public const uint ProgramVersion = 2;

    private const int BodyBytesMax = 512;

    /// <inheritdoc/>
    public override string NameStatus(uint status) => "Ok";
}
