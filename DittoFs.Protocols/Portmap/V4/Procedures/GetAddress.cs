using System.Text;
using DittoFs.Protocols.Portmap.V4.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Portmap.V4.Procedures;

/// <summary>Result of GETADDR and GETVERSADDR: a universal address, empty for a program that is not served.</summary>
internal readonly record struct GetAddressResult(string Address) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => 0;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer) => writer.WriteOpaque(Encoding.ASCII.GetBytes(Address));
}

/// <summary>GETADDR: where a program is served; GETVERSADDR: where exactly this version of it is (RFC 1833 §2.2.1).</summary>
internal sealed class GetAddressProcedure(PortmapTable table, bool isDatagram, bool isExact) : RpcProcedure<RpcbindQuery, GetAddressResult>
{
    /// <inheritdoc/>
    protected override ValueTask<GetAddressResult> ExecuteAsync(RpcCall call, RpcbindQuery args, CancellationToken cancellationToken)
    {
        var (byDatagram, byIPv6) = args.ResolveTransport(call, isDatagram);
        var entry = isExact ? table.FindExact(args.Program, args.Version, byDatagram, byIPv6) : table.Find(args.Program, args.Version, byDatagram, byIPv6);
        return ValueTask.FromResult(new GetAddressResult(entry?.FormatAddress(call.Peer.LocalAddress) ?? ""));
    }
}
