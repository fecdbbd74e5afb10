using DittoFs.Protocols.Mount.V3.Procedures;
using DittoFs.Protocols.Rpc;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Mount.V3;

/// <summary>
/// The table of MOUNT version 3 (RFC 1813 §5). Version 1 (RFC 1094 appendix A) has the same procedures but for MNT, whose handles are of NFS version 2;
/// it is served without it, for tools that only list.
/// </summary>
internal sealed class MountV3Program(IShareCatalog shares, MountTable mounts, uint version = MountV3Program.ProgramVersion) : RpcProgram(
    ProgramNumber,
    version,
    $"mount{version}",
    [
        new(0, "NULL", new NullProcedure(), NeedsCaller: false, Mutates: false, BodyBytesMax),
        version == ProgramVersion ? new(1, "MNT", new MntProcedure(shares, mounts), NeedsCaller: true, Mutates: false, BodyBytesMax) : null,
        new(2, "DUMP", new DumpProcedure(mounts), NeedsCaller: false, Mutates: false, BodyBytesMax),
        new(3, "UMNT", new UmntProcedure(mounts), NeedsCaller: false, Mutates: false, BodyBytesMax),
        new(4, "UMNTALL", new UmntAllProcedure(mounts), NeedsCaller: false, Mutates: false, BodyBytesMax),
        new(5, "EXPORT", new ExportProcedure(shares), NeedsCaller: false, Mutates: false, BodyBytesMax),
    ])
{
    /// <summary>The program's number.</summary>
    public const uint ProgramNumber = 100_005;

    /// <summary>The version that NFSv3 goes with.</summary>
    public const uint ProgramVersion = 3;

    /// <summary>The oldest version that tools still ask for.</summary>
    public const uint ListingVersion = 1;

    private const int BodyBytesMax = 2048;

    /// <inheritdoc/>
    public override string NameStatus(uint status) => ((MountV3Status)status).ToString();
}
