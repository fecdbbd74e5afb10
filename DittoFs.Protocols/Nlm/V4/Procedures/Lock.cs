using DittoFs.Protocols.Nlm.V4.Types;
using DittoFs.Protocols.Rpc;

namespace DittoFs.Protocols.Nlm.V4.Procedures;

/// <summary>LOCK: takes a lock or begins to wait for it; NM_LOCK: the same for a client that is not told of restarts.</summary>
internal sealed class LockOperation<TWidth>(LockServer server, bool isMonitored) : INlmOperation<LockArgs<TWidth>, StatusResult<TWidth>>
    where TWidth : INlmWidth
{
    /// <inheritdoc/>
    public async ValueTask<StatusResult<TWidth>> ExecuteAsync(RpcCall call, LockArgs<TWidth> args, NlmPath path, CancellationToken cancellationToken)
    {
        var wish = new LockWish(args.Lock, args.IsExclusive, args.Blocks, args.IsReclaim, args.State);
        return new StatusResult<TWidth>(args.Cookie, await server.LockAsync(call, wish, path, isMonitored, cancellationToken).ConfigureAwait(false));
    }
}
