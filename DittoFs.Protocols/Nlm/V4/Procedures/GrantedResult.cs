using DittoFs.Protocols.Nlm.V4.Types;
using DittoFs.Protocols.Rpc;

namespace DittoFs.Protocols.Nlm.V4.Procedures;

/// <summary>GRANTED_RES: what a client says of a GRANTED_MSG.</summary>
internal sealed class GrantedResultProcedure(LockServer server) : RpcProcedure<GrantedResultArgs, RpcVoid>
{
    /// <inheritdoc/>
    protected override ValueTask<RpcVoid> ExecuteAsync(RpcCall call, GrantedResultArgs args, CancellationToken cancellationToken)
    {
        server.Confirm(call, args.Cookie.Span, args.Status);
        return ValueTask.FromResult(default(RpcVoid));
    }
}
