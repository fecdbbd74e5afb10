using System.Collections.Immutable;
using DittoFs.Protocols.Hosting;
using DittoFs.Web.ControlPlane.Adapters;
using DittoFs.Web.Hosting;

namespace DittoFs.Web.ControlPlane.Running;

/// <summary>Brings the protocol servers to what is wanted. Used by the reconciler alone, one pass at a time.</summary>
internal sealed class AdapterReconciler(IEnumerable<ProtocolAdapter> adapters, ProtocolServerManager servers, ShutdownOptions shutdown, TimeProvider clock)
{
    private readonly ImmutableArray<Run> runs = [.. adapters.Select(adapter => new Run(adapter, servers.Servers.Single(server => server.Name == adapter.Name)))];

    /// <summary>When a server that failed is to be tried again; the end of time when none failed.</summary>
    public DateTimeOffset Due => runs.Min(run => run.Failing?.Due ?? DateTimeOffset.MaxValue);

    /// <summary>Hands the settings over before the servers are started for the first time.</summary>
    public void Prepare(ImmutableSortedDictionary<string, AdapterSettings> wanted)
    {
        foreach (var run in runs)
        {
            run.Swap(wanted[run.Adapter.Name]);
        }
    }

    /// <summary>Starts, stops or restarts each server whose settings changed or that failed when another try is due.</summary>
    public async Task ApplyAsync(ImmutableSortedDictionary<string, AdapterSettings> wanted, CancellationToken cancellationToken)
    {
        foreach (var run in runs)
        {
            await ApplyAsync(run, wanted[run.Adapter.Name], cancellationToken);
        }
    }

    /// <summary>Stops the server of that name, finishing its calls, and starts it again if it is wanted.</summary>
    public Task RestartAsync(string name, CancellationToken cancellationToken) =>
        RestartAsync(runs.Single(run => run.Adapter.Name == name), cancellationToken);

    private async Task ApplyAsync(Run run, AdapterSettings wanted, CancellationToken cancellationToken)
    {
        var changed = !wanted.Equals(run.Applied);
        if (changed)
        {
            run.Swap(wanted);
        }

        if (!wanted.Enabled)
        {
            run.Failing = null;
            await (run.Server.Status.State == ProtocolServerState.Stopped ? Task.CompletedTask : StopAsync(run));
        }
        else if (changed || (run.Server.Status.State == ProtocolServerState.Failed && (run.Failing is null || run.Failing.Due <= clock.GetUtcNow())))
        {
            await RestartAsync(run, cancellationToken);
        }
    }

    private async Task RestartAsync(Run run, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(shutdown.DrainTimeout, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var status = run.Applied?.Enabled == false
            ? await servers.StopAsync(run.Adapter.Name, deadline.Token)
            : await servers.RestartAsync(run.Adapter.Name, deadline.Token);
        if (status?.State == ProtocolServerState.Failed)
        {
            (run.Failing ??= new Backoff(clock)).Fail();
        }
        else
        {
            run.Failing = null;
        }
    }

    private async Task StopAsync(Run run)
    {
        using var deadline = new CancellationTokenSource(shutdown.DrainTimeout, clock);
        await servers.StopAsync(run.Adapter.Name, deadline.Token);
    }

    /// <summary>One server, with what was made of it.</summary>
    private sealed class Run(ProtocolAdapter adapter, IProtocolServer server)
    {
        public ProtocolAdapter Adapter { get; } = adapter;

        public IProtocolServer Server { get; } = server;

        public AdapterSettings? Applied { get; private set; }

        public Backoff? Failing { get; set; }

        public void Swap(AdapterSettings wanted)
        {
            Adapter.Apply(wanted);
            Applied = wanted;
        }
    }
}
