using DittoFs.Storage.Dumps;
using DittoFs.Storage.Shares;

namespace DittoFs.Web.ControlPlane.Dumps;

/// <summary>From time to time: dumps the metadata of every share whose blocks would outlive them.</summary>
internal sealed class DumpScheduler(IStorageEngine engine, DumpOptions options, TimeProvider clock) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // The storage tells what failed; it has its next turn.
                await engine.DumpSharesAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }
}
