using System.Buffers.Binary;
using DittoFs.Protocols.Smb.SecurityDescriptors;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Storage.Files;

namespace DittoFs.Protocols.Smb.NamedPipes;

/// <summary>What the pipes tell one caller of the server: the shares that he may use, and who is who.</summary>
internal sealed class SmbPipeServer(SmbServerState server, CallContext caller) : IPipeServer
{
    private const string PipeShareName = "IPC$";
    private const ulong NtAuthority = 5;
    private const uint MachineDomain = 21;

    /// <inheritdoc/>
    public string HostName => server.Options.ServerName;

    /// <inheritdoc/>
    public string Comment => "DittoFs";

    /// <inheritdoc/>
    public string Workgroup => "WORKGROUP";

    /// <inheritdoc/>
    public Sid Machine
    {
        get
        {
            var id = server.ServerId.ToByteArray().AsSpan();
            return new Sid(
                NtAuthority,
                MachineDomain,
                BinaryPrimitives.ReadUInt32LittleEndian(id),
                BinaryPrimitives.ReadUInt32LittleEndian(id[4..]),
                BinaryPrimitives.ReadUInt32LittleEndian(id[8..]));
        }
    }

    /// <inheritdoc/>
    public TimeProvider Clock => server.Clock;

    /// <summary>The pipe of that name for <paramref name="caller"/>; null if there is none.</summary>
    public static RpcPipe? TryOpen(string name, SmbServerState server, CallContext caller)
    {
        var services = new SmbPipeServer(server, caller);
        return name.TrimStart('\\').ToUpperInvariant() switch
        {
            "SRVSVC" => new RpcPipe(new ServerService(services)),
            "WKSSVC" => new RpcPipe(new WorkstationService(services)),
            "LSARPC" => new RpcPipe(new LocalSecurityAuthority(services)),
            _ => null,
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<PipeShare> GetShares() =>
    [
        .. server.Shares.Shares.Where(share => share.CheckMount(caller).IsSuccess).Select(share => new PipeShare(share.ShareName.Value, share.Description, false, 0)),
        new PipeShare(PipeShareName, "Named pipes", true, 0),
    ];

    /// <inheritdoc/>
    public string? FindUserName(uint uid) => server.Names.FindUserName(uid);

    /// <inheritdoc/>
    public string? FindGroupName(uint gid) => server.Names.FindGroupName(gid);

    /// <inheritdoc/>
    public uint? FindUser(string name) => server.Names.FindUser(name);

    /// <inheritdoc/>
    public uint? FindGroup(string name) => server.Names.FindGroup(name);
}
