namespace DittoFs.Web.ControlPlane;

/// <summary>Work that is done again and again until the server stops: first after one interval, and never twice at once.</summary>
/// <param name="interval">The time from one beginning to the next; a turn that takes longer leaves out those that it covers.</param>
/// <param name="clock">Measures it.</param>
internal abstract class PeriodicService(TimeSpan interval, TimeProvider clock) : BackgroundService
{
    /// <summary>One turn. What it throws ends the server, so it handles what can go wrong.</summary>
    protected abstract Task RunOnceAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RunOnceAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }
}
