using DittoFs.Protocols.Nlm.V4.Types;
using DittoFs.Protocols.Rpc;

namespace DittoFs.Protocols.Nlm.V4.Procedures;

/// <summary>UNLOCK: gives a range back.</summary>
internal sealed class UnlockOperation<TWidth>(LockServer server) : INlmOperation<UnlockArgs<TWidth>, StatusResult<TWidth>>
    where TWidth : INlmWidth
{
    /// <inheritdoc/>
    public ValueTask<StatusResult<TWidth>> ExecuteAsync(RpcCall call, UnlockArgs<TWidth> args, NlmPath path, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new StatusResult<TWidth>(args.Cookie, server.Unlock(call, args.Lock)));
}
