using System.Net;
using System.Text;
using DittoFs.Protocols.Portmap.V4.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Portmap.V4.Procedures;

/// <summary>Result of GETADDRLIST: a list of <c>r_maddr r_nc_netid r_nc_semantics(4) r_nc_protofmly r_nc_proto</c>.</summary>
internal readonly record struct GetAddressListResult(IReadOnlyList<PortmapEntry> Entries, IPAddress Reached) : IRpcResult
{
    private const uint Connectionless = 1;
    private const uint ConnectionOrientedOrderly = 3;

    /// <inheritdoc/>
    public uint StatusCode => 0;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        foreach (var entry in Entries)
        {
            writer.WriteBool(true);
            WriteText(writer, entry.FormatAddress(Reached));
            WriteText(writer, entry.NetworkId);
            writer.WriteUInt32(entry.IsDatagram ? Connectionless : ConnectionOrientedOrderly);
            WriteText(writer, entry.IsIPv6 ? "inet6" : "inet");
            WriteText(writer, entry.IsDatagram ? "udp" : "tcp");
        }

        writer.WriteBool(false);
    }

    private static void WriteText(XdrWriter writer, string text) => writer.WriteOpaque(Encoding.ASCII.GetBytes(text));
}

/// <summary>GETADDRLIST: all transports that a version of a program is served over (RFC 1833 §2.2.1).</summary>
internal sealed class GetAddressListProcedure(PortmapTable table) : RpcProcedure<RpcbindQuery, GetAddressListResult>
{
    /// <inheritdoc/>
    protected override ValueTask<GetAddressListResult> ExecuteAsync(RpcCall call, RpcbindQuery args, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new GetAddressListResult(
            [.. table.Entries.Where(entry => entry.Program == args.Program && entry.Version == args.Version)], call.Peer.LocalAddress));
}
