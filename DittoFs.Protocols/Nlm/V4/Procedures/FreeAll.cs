using DittoFs.Protocols.Nlm.V4.Types;
using DittoFs.Protocols.Rpc;

namespace DittoFs.Protocols.Nlm.V4.Procedures;

/// <summary>FREE_ALL: a client that is not monitored restarted, and gives up all that it had.</summary>
internal sealed class FreeAllProcedure(LockServer server) : RpcProcedure<FreeAllArgs, RpcVoid>
{
    /// <inheritdoc/>
    protected override async ValueTask<RpcVoid> ExecuteAsync(RpcCall call, FreeAllArgs args, CancellationToken cancellationToken)
    {
        _ = await server.ReleaseAsync(call.Peer.Address, args.Name).ConfigureAwait(false);
        return default;
    }
}
