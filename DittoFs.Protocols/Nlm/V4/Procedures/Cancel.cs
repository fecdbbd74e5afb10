using DittoFs.Protocols.Nlm.V4.Types;
using DittoFs.Protocols.Rpc;

namespace DittoFs.Protocols.Nlm.V4.Procedures;

/// <summary>CANCEL: gives up a lock that is waited for.</summary>
internal sealed class CancelOperation<TWidth>(LockServer server) : INlmOperation<CancelArgs<TWidth>, StatusResult<TWidth>>
    where TWidth : INlmWidth
{
    /// <inheritdoc/>
    public ValueTask<StatusResult<TWidth>> ExecuteAsync(RpcCall call, CancelArgs<TWidth> args, NlmPath path, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new StatusResult<TWidth>(args.Cookie, server.Cancel(call, args.Lock, args.IsExclusive)));
}
