using DittoFs.Protocols.Nsm;
using Microsoft.Extensions.Logging;

namespace DittoFs.Protocols.Nlm;

/// <summary>Begins the lock manager's life, once in that of the process: the grace period, and the calls to those who held locks before; and keeps its list of clients short.</summary>
internal sealed class LockService(
    MonitoredClients monitored, RestartNotifier notifier, GracePeriod grace, LockServer server, TimeProvider clock, ILogger<LockService> log) : IDisposable
{
    /// <summary>How often clients are looked for that hold nothing any more, and how long one must have asked for nothing.</summary>
    public static readonly TimeSpan PruneInterval = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource stopping = new();
    private ITimer? pruning;
    private bool hasBegun;
    private IReadOnlyCollection<MonitoredClient> toNotify = [];

    /// <summary>
    /// Begins, before the first call can come; <see cref="Notify"/> follows. Does nothing the second time: the locks are in the storage, which lives on.
    /// </summary>
    /// <param name="length">How long locks are only given back if clients held some before.</param>
    public async Task BeginAsync(TimeSpan length)
    {
        if (hasBegun)
        {
            return;
        }

        hasBegun = true;
        var isKnown = await monitored.LoadAsync().ConfigureAwait(false);
        var clients = monitored.All;
        if (clients.Count > 0 || !isKnown)
        {
            grace.Begin(length);
            NlmLog.GraceBegins(log, clients.Count, length);
        }

        toNotify = clients;
        pruning = clock.CreateTimer(_ => _ = PruneAsync(), null, PruneInterval, PruneInterval);
    }

    /// <summary>Tells those who held locks that they can take them back, now that calls are served.</summary>
    public void Notify()
    {
        var clients = toNotify;
        toNotify = [];

        // It goes on while calls are served, and ends with the server.
        _ = clients.Count > 0 ? NotifyAsync(clients) : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        pruning?.Dispose();
        stopping.Cancel();
        stopping.Dispose();
    }

    private async Task NotifyAsync(IReadOnlyCollection<MonitoredClient> clients)
    {
        try
        {
            await notifier.NotifyAllAsync(clients, monitored.State, stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server ends; who was not told is told at the next start.
            return;
        }
        catch (Exception fault)
        {
            NlmLog.NotifyFailed(log, fault);
        }
    }

    private async Task PruneAsync()
    {
        try
        {
            var holders = server.FindHolders();
            var limit = clock.GetTimestamp() - (long)(PruneInterval.TotalSeconds * clock.TimestampFrequency);
            await monitored.RemoveAsync(client => client.LastUse <= limit && !holders.Contains((client.Address, client.Name))).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            NlmLog.PruneFailed(log, fault);
        }
    }
}
