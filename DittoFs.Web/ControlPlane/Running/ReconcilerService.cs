using System.Data.Common;

namespace DittoFs.Web.ControlPlane.Running;

/// <summary>Tries again what failed, when its time has come.</summary>
internal sealed class ReconcilerService(Reconciler reconciler, TimeProvider clock, ILogger<ReconcilerService> log) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (reconciler.Due <= clock.GetUtcNow())
                {
                    await TryAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await reconciler.ApplyAsync(cancellationToken);
        }
        catch (DbException exception)
        {
            log.WantedStateUnreadable(exception.Message);
        }
    }
}
