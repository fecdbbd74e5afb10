using System.Collections.Concurrent;

namespace DittoFs.Protocols.Rpc;

/// <summary>Counts calls of one procedure by outcome. Written on every call, so that success costs one interlocked addition.</summary>
internal sealed class RpcCallCounts
{
    private readonly ConcurrentDictionary<(RpcAcceptStatus Accept, uint Status), long> failures = new();
    private long successes;

    /// <summary>Calls that succeeded.</summary>
    public long Successes => Volatile.Read(ref successes);

    /// <summary>Calls that failed, by outcome. The set is bounded by the statuses that the program has.</summary>
    public IEnumerable<KeyValuePair<(RpcAcceptStatus Accept, uint Status), long>> Failures => failures;

    /// <summary>Counts one call.</summary>
    public void Add(RpcAcceptStatus accept, uint status)
    {
        if (accept == RpcAcceptStatus.Success && status == 0)
        {
            Interlocked.Increment(ref successes);
        }
        else
        {
            failures.AddOrUpdate((accept, status), 1, static (_, count) => count + 1);
        }
    }
}
