using DittoFs.Protocols.Portmap.V4.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Portmap.V4.Procedures;

/// <summary>Result of DUMP: a list of <c>rpcb</c>.</summary>
internal readonly record struct DumpResult(IReadOnlyList<PortmapEntry> Entries) : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => 0;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        foreach (var entry in Entries)
        {
            writer.WriteBool(true);
            RpcbindQuery.Of(entry).Encode(writer);
        }

        writer.WriteBool(false);
    }
}

/// <summary>DUMP: all that is served (RFC 1833 §2.2.1).</summary>
internal sealed class DumpProcedure(PortmapTable table) : RpcProcedure<RpcVoid, DumpResult>
{
    /// <inheritdoc/>
    protected override ValueTask<DumpResult> ExecuteAsync(RpcCall call, RpcVoid args, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new DumpResult(table.Entries));
}
