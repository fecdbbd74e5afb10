using System.Collections.Immutable;
using DittoFs.Protocols.Portmap.V2;
using DittoFs.Protocols.Portmap.V4.Procedures;
using DittoFs.Protocols.Rpc;

namespace DittoFs.Protocols.Portmap.V4;

/// <summary>
/// The table of rpcbind, versions 3 and 4 (RFC 1833 §2). Calling others on somebody's behalf (CALLIT, BCAST, INDIRECT) is not served, nor are lists over UDP,
/// whose sender is unproved.
/// </summary>
internal sealed class RpcbindProgram(PortmapTable table, bool isDatagram, uint version, TimeProvider clock) : RpcProgram(
    PortmapV2Program.ProgramNumber, version, $"rpcbind{version}", MakeRows(table, isDatagram, version, clock))
{
    /// <summary>The version of RFC 1833 §2.2.1 with the procedures that begin the table.</summary>
    public const uint OlderVersion = 3;

    /// <summary>The version with the rest.</summary>
    public const uint NewerVersion = 4;

    private const int BodyBytesMax = 1024;

    /// <inheritdoc/>
    public override string NameStatus(uint status) => "Ok";

    private static ImmutableArray<RpcProcedureRow?> MakeRows(PortmapTable table, bool isDatagram, uint version, TimeProvider clock)
    {
        ImmutableArray<RpcProcedureRow?> both =
        [
            Row(0, "NULL", new RpcNullProcedure()),
            Row(1, "SET", new RefusedChangeProcedure()),
            Row(2, "UNSET", new RefusedChangeProcedure()),
            Row(3, "GETADDR", new GetAddressProcedure(table, isDatagram, isExact: false)),
            isDatagram ? null : Row(4, "DUMP", new DumpProcedure(table)),
            null,
            Row(6, "GETTIME", new GetTimeProcedure(clock)),
        ];
        return version == OlderVersion ? both :
        [
            .. both,
            null,
            null,
            Row(9, "GETVERSADDR", new GetAddressProcedure(table, isDatagram, isExact: true)),
            null,
            isDatagram ? null : Row(11, "GETADDRLIST", new GetAddressListProcedure(table)),
        ];
    }

    private static RpcProcedureRow Row(int number, string name, RpcProcedure procedure) => new(number, name, procedure, NeedsCaller: false, Mutates: false, BodyBytesMax);
}
