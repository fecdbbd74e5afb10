using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Portmap;

/// <summary>A result that is FALSE.</summary>
internal readonly record struct RefusedResult : IRpcResult
{
    /// <inheritdoc/>
    public uint StatusCode => 0;

    /// <inheritdoc/>
    public void Encode(XdrWriter writer) => writer.WriteBool(false);
}

/// <summary>SET and UNSET: what is registered is this server's own, so nobody else changes it. The arguments are not looked at.</summary>
internal sealed class RefusedChangeProcedure : RpcProcedure<RpcVoid, RefusedResult>
{
    /// <inheritdoc/>
    protected override ValueTask<RefusedResult> ExecuteAsync(RpcCall call, RpcVoid args, CancellationToken cancellationToken) => ValueTask.FromResult(default(RefusedResult));
}
