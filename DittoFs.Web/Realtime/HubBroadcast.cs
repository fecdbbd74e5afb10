using Microsoft.AspNetCore.SignalR;

namespace DittoFs.Web.Realtime;

/// <summary>Passes each tick on to the clients of <see cref="ConsoleHub"/>.</summary>
internal sealed class HubBroadcast(ConsoleEventPump pump, IHubContext<ConsoleHub, IConsoleClient> hub) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var tick in pump.WatchAsync(stoppingToken))
            {
                await hub.Clients.All.Tick(tick);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }
}
