namespace DittoFs.Protocols.Rpc;

/// <summary>Procedure 0 of every program: does nothing, so that clients can see who is there.</summary>
internal sealed class RpcNullProcedure : RpcProcedure<RpcVoid, RpcVoid>
{
    /// <inheritdoc/>
    protected override ValueTask<RpcVoid> ExecuteAsync(RpcCall call, RpcVoid args, CancellationToken cancellationToken) => ValueTask.FromResult(default(RpcVoid));
}
