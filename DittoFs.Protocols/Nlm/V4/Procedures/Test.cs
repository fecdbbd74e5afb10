using DittoFs.Protocols.Nlm.V4.Types;
using DittoFs.Protocols.Rpc;

namespace DittoFs.Protocols.Nlm.V4.Procedures;

/// <summary>TEST: whether a lock could be had, and what is in the way.</summary>
internal sealed class TestOperation<TWidth>(LockServer server) : INlmOperation<TestArgs<TWidth>, TestResult<TWidth>>
    where TWidth : INlmWidth
{
    /// <inheritdoc/>
    public async ValueTask<TestResult<TWidth>> ExecuteAsync(RpcCall call, TestArgs<TWidth> args, NlmPath path, CancellationToken cancellationToken)
    {
        var outcome = await server.TestAsync(call, args.Lock, args.IsExclusive, cancellationToken).ConfigureAwait(false);
        return new TestResult<TWidth>(args.Cookie, outcome.Status, outcome.Holder);
    }
}
