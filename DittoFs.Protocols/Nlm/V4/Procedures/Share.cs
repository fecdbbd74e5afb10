using DittoFs.Protocols.Nlm.V4.Types;
using DittoFs.Protocols.Rpc;

namespace DittoFs.Protocols.Nlm.V4.Procedures;

/// <summary>SHARE: opens a file and says what others may not do with it meanwhile.</summary>
internal sealed class ShareOperation<TWidth>(FileShares shares) : INlmOperation<ShareArgs, ShareResult<TWidth>>
    where TWidth : INlmWidth
{
    /// <inheritdoc/>
    public async ValueTask<ShareResult<TWidth>> ExecuteAsync(RpcCall call, ShareArgs args, NlmPath path, CancellationToken cancellationToken) =>
        new(args.Cookie, await shares.ShareAsync(call, args, cancellationToken).ConfigureAwait(false));
}

/// <summary>UNSHARE: the end of SHARE.</summary>
internal sealed class UnshareOperation<TWidth>(FileShares shares) : INlmOperation<ShareArgs, ShareResult<TWidth>>
    where TWidth : INlmWidth
{
    /// <inheritdoc/>
    public async ValueTask<ShareResult<TWidth>> ExecuteAsync(RpcCall call, ShareArgs args, NlmPath path, CancellationToken cancellationToken) =>
        new(args.Cookie, await shares.UnshareAsync(call, args).ConfigureAwait(false));
}
