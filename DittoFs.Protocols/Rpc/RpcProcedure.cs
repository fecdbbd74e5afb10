using System.Runtime.CompilerServices;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Rpc;

/// <summary>A result that knows its status, so that metrics can count by it.</summary>
internal interface IRpcResult : IWireEncodable
{
    /// <summary>The program's own status; 0 for success and for results without one.</summary>
    uint StatusCode { get; }
}

/// <summary>A procedure as the dispatcher sees it.</summary>
internal abstract class RpcProcedure
{
    /// <summary>Decodes the arguments, runs and appends the result to the reply, behind the header that stands there already.</summary>
    /// <returns><see cref="RpcAcceptStatus.Success"/> with a result, or why there is none.</returns>
    public abstract ValueTask<RpcAcceptStatus> InvokeAsync(RpcCall call, CancellationToken cancellationToken);
}

/// <summary>
/// The frame of every procedure: decode synchronously, run, encode synchronously. A procedure that completes at once allocates nothing here.
/// </summary>
internal abstract class RpcProcedure<TArgs, TResult> : RpcProcedure
    where TArgs : IWireDecodable<TArgs>
    where TResult : IRpcResult
{
    /// <inheritdoc/>
    public sealed override ValueTask<RpcAcceptStatus> InvokeAsync(RpcCall call, CancellationToken cancellationToken)
    {
        var reader = new XdrReader(call.Arguments);
        if (!TArgs.TryDecode(ref reader, out var args))
        {
            return ValueTask.FromResult(RpcAcceptStatus.GarbageArguments);
        }

        var execution = ExecuteAsync(call, args, cancellationToken);
        return execution.IsCompletedSuccessfully
            ? ValueTask.FromResult(Encode(call, execution.Result))
            : FinishAsync(call, execution);
    }

    /// <summary>Translates the arguments into a call of the storage and its outcome into a result.</summary>
    protected abstract ValueTask<TResult> ExecuteAsync(RpcCall call, TArgs args, CancellationToken cancellationToken);

    private static RpcAcceptStatus Encode(RpcCall call, TResult result)
    {
        call.Status = result.StatusCode;
        result.Encode(call.Reply);
        return RpcAcceptStatus.Success;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<RpcAcceptStatus> FinishAsync(RpcCall call, ValueTask<TResult> execution) =>
        Encode(call, await execution.ConfigureAwait(false));
}
