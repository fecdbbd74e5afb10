using System.Diagnostics;
using DittoFs.Storage;

namespace DittoFs.Web.Hosting.Lifecycle;

/// <summary>Tells the server's phase to everybody: sets <see cref="ServerState.Phase"/>, logs start and stop.</summary>
internal sealed class PhaseService(ServerState state, StorageOptions storage, ILogger<PhaseService> log) : IHostedLifecycleService
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _stopping;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        log.ServerStarting(ProductVersion.Text, storage.DataDirectory, Environment.ProcessId);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        state.Phase = ServerPhase.Running;
        log.ServerReady(Stopwatch.GetElapsedTime(_started).TotalMilliseconds);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping = Stopwatch.GetTimestamp();
        state.Phase = ServerPhase.Stopping;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        log.ServerStopped(Stopwatch.GetElapsedTime(_stopping).TotalMilliseconds);
        return Task.CompletedTask;
    }
}
