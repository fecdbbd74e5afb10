using System.Collections.Concurrent;
using System.Collections.Immutable;
using DittoFs.Protocols.Hosting;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Adapters;

namespace DittoFs.Web.ControlPlane.Running;

/// <summary>What a share is wanted to be, and what it is.</summary>
/// <param name="Wanted">The wanted settings.</param>
/// <param name="Status">What came of them.</param>
internal sealed record ShareRun(WantedShare Wanted, RunStatus Status);

/// <summary>What the reconciler made of the wanted state. Read from any thread; written by the reconciler alone.</summary>
internal sealed class RunningState(TimeProvider clock)
{
    private volatile Snapshot snapshot = new([]);
    private readonly ConcurrentDictionary<string, RunStatus> adapters = new();

    /// <summary>All shares, ordered by name.</summary>
    public ImmutableArray<ShareRun> Shares => snapshot.Shares;

    /// <summary>Swaps in how the shares are now.</summary>
    public void Replace(ImmutableArray<ShareRun> shares) => snapshot = new Snapshot(shares);

    /// <summary>How a share is.</summary>
    public RunStatus StatusOfShare(Guid id, bool enabled) =>
        snapshot.Shares.FirstOrDefault(run => run.Wanted.Definition.Id.Value == id)?.Status
        ?? new RunStatus(enabled ? RunState.Changing : RunState.Stopped, null, clock.GetUtcNow().UtcDateTime);

    /// <summary>How a protocol server is.</summary>
    public RunStatus StatusOfAdapter(string name, AdapterSettings wanted, ProtocolServerStatus present)
    {
        var (state, reason) = present.State switch
        {
            ProtocolServerState.Running => (RunState.Running, null),
            ProtocolServerState.Failed => (RunState.Failed, present.Failure),
            ProtocolServerState.Draining => (RunState.Changing, null),
            ProtocolServerState.Stopped => (wanted.Enabled ? RunState.Changing : RunState.Stopped, null),
        };
        var now = clock.GetUtcNow().UtcDateTime;
        return adapters.AddOrUpdate(
            name,
            _ => new RunStatus(state, reason, now),
            (_, known) => known.State == state && known.Reason == reason ? known : new RunStatus(state, reason, now));
    }

    private sealed record Snapshot(ImmutableArray<ShareRun> Shares);
}
