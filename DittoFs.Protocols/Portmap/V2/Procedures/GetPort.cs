using DittoFs.Protocols.Portmap.V2.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Portmap.V2.Procedures;

/// <summary>Result of GETPORT: <c>port(4)</c>, 0 for a program that is not served.</summary>
internal readonly record struct GetPortResult(uint Port) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => 0;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer) => writer.WriteUInt32(Port);
}

/// <summary>GETPORT: the port of a program over IPv4 (RFC 1833 §3.2).</summary>
internal sealed class GetPortProcedure(PortmapTable table) : RpcProcedure<PortMapping, GetPortResult>
{
    /// <inheritdoc/>
    protected override ValueTask<GetPortResult> ExecuteAsync(RpcCall call, PortMapping args, CancellationToken cancellationToken)
    {
        var entry = args.Protocol is PortMapping.Tcp or PortMapping.Udp
            ? table.Find(args.Program, args.Version, isDatagram: args.Protocol == PortMapping.Udp, isIPv6: false)
            : null;
        return ValueTask.FromResult(new GetPortResult((uint)(entry?.Endpoint.Port ?? 0)));
    }
}
