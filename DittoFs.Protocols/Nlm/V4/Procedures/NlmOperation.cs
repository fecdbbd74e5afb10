using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Nlm.V4.Procedures;

/// <summary>One operation of the lock manager, whose result goes back as the call's or by a call of its own.</summary>
internal interface INlmOperation<TArgs, TResult>
    where TArgs : IWireDecodable<TArgs>
    where TResult : IRpcResult
{
    /// <summary>Does it. Memory of <paramref name="args"/> is not used after the task completes, but for that in the result.</summary>
    ValueTask<TResult> ExecuteAsync(RpcCall call, TArgs args, NlmPath path, CancellationToken cancellationToken);
}

/// <summary>An operation whose result is that of the call.</summary>
internal sealed class AnsweredProcedure<TArgs, TResult>(INlmOperation<TArgs, TResult> operation, uint version) : RpcProcedure<TArgs, TResult>
    where TArgs : IWireDecodable<TArgs>
    where TResult : IRpcResult
{
    /// <inheritdoc/>
    protected override ValueTask<TResult> ExecuteAsync(RpcCall call, TArgs args, CancellationToken cancellationToken) =>
        operation.ExecuteAsync(call, args, new NlmPath(call.Peer.Address, version, ByMessage: false), cancellationToken);
}

/// <summary>
/// An operation whose result goes back by a call to the client's lock manager (the procedures <c>…_MSG</c>); the call itself is answered with nothing. Who has no
/// handle of ours gets no call: his address may be somebody else's.
/// </summary>
internal sealed class MessageProcedure<TArgs, TResult>(INlmOperation<TArgs, TResult> operation, ClientCallbacks callbacks, uint version, uint resultProcedure)
    : RpcProcedure<TArgs, RpcVoid>
    where TArgs : IWireDecodable<TArgs>
    where TResult : IRpcResult
{
    /// <inheritdoc/>
    protected override async ValueTask<RpcVoid> ExecuteAsync(RpcCall call, TArgs args, CancellationToken cancellationToken)
    {
        var path = new NlmPath(call.Peer.Address, version, ByMessage: true);
        var result = await operation.ExecuteAsync(call, args, path, cancellationToken).ConfigureAwait(false);
        if (result.StatusCode != (uint)NlmStatus.StaleHandle)
        {
            using var writer = new XdrWriter();
            result.Encode(writer);
            callbacks.SendResult(path, resultProcedure, writer.Written.ToArray());
        }

        return default;
    }
}
