using System.Data.Common;

namespace DittoFs.Web.ControlPlane.Running;

/// <summary>Tries again what failed, when its time has come.</summary>
internal sealed class ReconcilerService(Reconciler reconciler, TimeProvider clock, ILogger<ReconcilerService> log) : PeriodicService(Tick, clock)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly TimeProvider clock = clock;

    /// <inheritdoc/>
    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await reconciler.RetryAsync(clock.GetUtcNow(), cancellationToken);
        }
        catch (DbException exception)
        {
            log.WantedStateUnreadable(exception.Message);
        }
    }
}
