using DittoFs.Storage.Shares;

namespace DittoFs.Web.Hosting.Lifecycle;

/// <summary>Runs the storage engine. Registered first, so it starts before and stops after everything that takes calls.</summary>
internal sealed class StorageService(IStorageEngine engine, ServerState state, ILogger<StorageService> log) : IHostedService, IAsyncDisposable
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await engine.StartAsync(cancellationToken);
        state.StorageStarted = true;
        log.StorageStarted(clock.ElapsedMilliseconds);
    }

    /// <inheritdoc/>
    /// <remarks>Not cancelled by the host's time limit: what is in memory is not given up for punctuality.</remarks>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (state.StorageStarted)
        {
            state.StorageStarted = false;
            log.StorageStopping();
            await engine.StopAsync(CancellationToken.None);
            log.StorageStopped();
        }
    }

    /// <summary>Stops the engine of a host whose start failed after it: such a host stops no service.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);
}
