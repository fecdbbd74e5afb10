using DittoFs.Protocols.Hosting;
using DittoFs.Web.ControlPlane.Adapters;
using DittoFs.Web.Hosting;

namespace DittoFs.Web.ControlPlane.Running;

/// <summary>Brings the NFS server to what is wanted. Used by the reconciler alone, one pass at a time.</summary>
internal sealed class AdapterReconciler(NfsAdapter nfs, ProtocolServerManager servers, ShutdownOptions shutdown, TimeProvider clock)
{
    private AdapterSettings? applied;
    private Backoff? failing;

    /// <summary>When a server that failed is to be tried again; the end of time when none failed.</summary>
    public DateTimeOffset Due => failing?.Due ?? DateTimeOffset.MaxValue;

    /// <summary>Hands the settings over before the servers are started for the first time.</summary>
    public void Prepare(AdapterSettings wanted) => Swap(wanted);

    /// <summary>Starts, stops or restarts the server when its settings changed or when it failed and another try is due.</summary>
    public async Task ApplyAsync(AdapterSettings wanted, CancellationToken cancellationToken)
    {
        var changed = !wanted.Equals(applied);
        if (changed)
        {
            Swap(wanted);
        }

        var server = servers.Servers.Single(candidate => candidate.Name == NfsAdapter.Name);
        if (!wanted.Enabled)
        {
            failing = null;
            await (server.Status.State == ProtocolServerState.Stopped ? Task.CompletedTask : StopAsync());
            return;
        }

        if (changed || (server.Status.State == ProtocolServerState.Failed && (failing is null || failing.Due <= clock.GetUtcNow())))
        {
            await RestartAsync(cancellationToken);
        }
    }

    /// <summary>Stops the server, finishing its calls, and starts it again if it is wanted.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(shutdown.DrainTimeout, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var status = applied?.Enabled == false
            ? await servers.StopAsync(NfsAdapter.Name, deadline.Token)
            : await servers.RestartAsync(NfsAdapter.Name, deadline.Token);
        if (status?.State == ProtocolServerState.Failed)
        {
            (failing ??= new Backoff(clock)).Fail();
        }
        else
        {
            failing = null;
        }
    }

    private void Swap(AdapterSettings wanted)
    {
        nfs.Apply(wanted);
        applied = wanted;
    }

    private async Task StopAsync()
    {
        using var deadline = new CancellationTokenSource(shutdown.DrainTimeout, clock);
        await servers.StopAsync(NfsAdapter.Name, deadline.Token);
    }
}
