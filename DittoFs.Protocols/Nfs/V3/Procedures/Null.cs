using DittoFs.Protocols.Rpc;

namespace DittoFs.Protocols.Nfs.V3.Procedures;

/// <summary>NULL: does nothing; a client measures the way with it (RFC 1813 §3.3.0).</summary>
internal sealed class NullProcedure : RpcProcedure<RpcVoid, RpcVoid>
{
    /// <inheritdoc/>
    protected override ValueTask<RpcVoid> ExecuteAsync(RpcCall call, RpcVoid args, CancellationToken cancellationToken) => default;
}
