using DittoFs.Protocols.Nlm;
using DittoFs.Protocols.Nsm.V1.Procedures;
using DittoFs.Protocols.Rpc;

namespace DittoFs.Protocols.Nsm.V1;

/// <summary>
/// The table of the network status monitor (X/Open XNFS chapter 11). It serves this server's own lock manager, so what a lock manager of the same machine would ask
/// for (MON, UNMON, UNMON_ALL, SIMU_CRASH) is not in it.
/// </summary>
internal sealed class NsmV1Program(MonitoredClients monitored, LockServer locks) : RpcProgram(
    ProgramNumber,
    ProgramVersion,
    "nsm1",
    [
        new(0, "NULL", new RpcNullProcedure(), NeedsCaller: false, Mutates: false, BodyBytesMax),
        new(1, "STAT", new StatProcedure(monitored), NeedsCaller: false, Mutates: false, BodyBytesMax),
        null,
        null,
        null,
        null,
        new((int)Notify, "NOTIFY", new NotifyProcedure(locks), NeedsCaller: false, Mutates: false, BodyBytesMax),
    ])
{
    /// <summary>The program's number.</summary>
    public const uint ProgramNumber = 100_024;

    /// <summary>The version.</summary>
    public const uint ProgramVersion = 1;

    /// <summary>The procedure that tells of a restart.</summary>
    public const uint Notify = 6;

    private const int BodyBytesMax = 2048;

    /// <inheritdoc/>
    public override string NameStatus(uint status) => "Ok";
}
