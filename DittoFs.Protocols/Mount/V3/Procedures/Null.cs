using DittoFs.Protocols.Rpc;

namespace DittoFs.Protocols.Mount.V3.Procedures;

/// <summary>NULL: does nothing (RFC 1813 §5.2.0).</summary>
internal sealed class NullProcedure : RpcProcedure<RpcVoid, RpcVoid>
{
    /// <inheritdoc/>
    protected override ValueTask<RpcVoid> ExecuteAsync(RpcCall call, RpcVoid args, CancellationToken cancellationToken) => default;
}
