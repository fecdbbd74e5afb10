using DittoFs.Protocols.Nfs.V3.Procedures;
using DittoFs.Protocols.Rpc;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nfs.V3;

/// <summary>The table of NFS version 3 (RFC 1813 §3).</summary>
internal sealed class NfsV3Program(IShareCatalog shares) : RpcProgram(
    ProgramNumber,
    ProgramVersion,
    "nfs3",
    [
        new(0, "NULL", new NullProcedure(), NeedsCaller: false, Mutates: false, NfsV3Limits.SmallBodyBytesMax),
        new(1, "GETATTR", new GetAttrProcedure(shares), NeedsCaller: true, Mutates: false, NfsV3Limits.SmallBodyBytesMax),
        new(2, "SETATTR", new SetAttrProcedure(shares), NeedsCaller: true, Mutates: true, NfsV3Limits.SmallBodyBytesMax),
        new(3, "LOOKUP", new LookupProcedure(shares), NeedsCaller: true, Mutates: false, NfsV3Limits.NameBodyBytesMax),
        new(4, "ACCESS", new AccessProcedure(shares), NeedsCaller: true, Mutates: false, NfsV3Limits.SmallBodyBytesMax),
        new(5, "READLINK", new ReadLinkProcedure(shares), NeedsCaller: true, Mutates: false, NfsV3Limits.SmallBodyBytesMax),
        new(6, "READ", new ReadProcedure(shares), NeedsCaller: true, Mutates: false, NfsV3Limits.SmallBodyBytesMax),
        new(7, "WRITE", new WriteProcedure(shares), NeedsCaller: true, Mutates: true, NfsV3Limits.DataBodyBytesMax),
        new(8, "CREATE", new CreateProcedure(shares), NeedsCaller: true, Mutates: true, NfsV3Limits.NameBodyBytesMax),
        new(9, "MKDIR", new MkDirProcedure(shares), NeedsCaller: true, Mutates: true, NfsV3Limits.NameBodyBytesMax),
        new(10, "SYMLINK", new SymLinkProcedure(shares), NeedsCaller: true, Mutates: true, NfsV3Limits.NameBodyBytesMax),
        new(11, "MKNOD", new MkNodProcedure(shares), NeedsCaller: true, Mutates: true, NfsV3Limits.NameBodyBytesMax),
        new(12, "REMOVE", new RemoveProcedure(shares), NeedsCaller: true, Mutates: true, NfsV3Limits.NameBodyBytesMax),
        new(13, "RMDIR", new RmDirProcedure(shares), NeedsCaller: true, Mutates: true, NfsV3Limits.NameBodyBytesMax),
        new(14, "RENAME", new RenameProcedure(shares), NeedsCaller: true, Mutates: true, NfsV3Limits.NameBodyBytesMax),
        new(15, "LINK", new LinkProcedure(shares), NeedsCaller: true, Mutates: true, NfsV3Limits.NameBodyBytesMax),
        new(16, "READDIR", new ReadDirProcedure(shares), NeedsCaller: true, Mutates: false, NfsV3Limits.SmallBodyBytesMax),
        new(17, "READDIRPLUS", new ReadDirPlusProcedure(shares), NeedsCaller: true, Mutates: false, NfsV3Limits.SmallBodyBytesMax),
        new(18, "FSSTAT", new FsStatProcedure(shares), NeedsCaller: true, Mutates: false, NfsV3Limits.SmallBodyBytesMax),
        new(19, "FSINFO", new FsInfoProcedure(shares), NeedsCaller: true, Mutates: false, NfsV3Limits.SmallBodyBytesMax),
        new(20, "PATHCONF", new PathConfProcedure(shares), NeedsCaller: true, Mutates: false, NfsV3Limits.SmallBodyBytesMax),
        new(21, "COMMIT", new CommitProcedure(shares), NeedsCaller: true, Mutates: false, NfsV3Limits.SmallBodyBytesMax),
    ])
{
    /// <summary>The program's number.</summary>
    public const uint ProgramNumber = 100_003;

    /// <summary>The version.</summary>
    public const uint ProgramVersion = 3;

    /// <inheritdoc/>
    public override string NameStatus(uint status) => ((NfsV3Status)status).ToString();
}
