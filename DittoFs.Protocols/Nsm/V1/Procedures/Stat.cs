using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Nsm.V1.Procedures;

/// <summary>Result of STAT: <c>res_stat(4) state(4)</c>.</summary>
internal readonly record struct StatResult(int State) : IRpcResult
{
    private const uint Succeeds = 0;

    /// <inheritdoc/>
    public uint StatusCode => 0;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteUInt32(Succeeds);
        writer.WriteUInt32((uint)State);
    }
}

/// <summary>STAT: whether a host could be monitored, which any could, and the number of this server's life.</summary>
internal sealed class StatProcedure(MonitoredClients monitored) : RpcProcedure<RpcVoid, StatResult>
{
    /// <inheritdoc/>
    protected override ValueTask<StatResult> ExecuteAsync(RpcCall call, RpcVoid args, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new StatResult(monitored.State));
}
