using System.Diagnostics;
using DittoFs.Protocols.Hosting;

namespace DittoFs.Web.Hosting.Lifecycle;

/// <summary>
/// Runs the protocol servers between the start and the stop of the storage. At the stop they take nothing new, and the calls that run get a
/// bounded time to end.
/// </summary>
internal sealed class ProtocolsService(ProtocolServerManager servers, ShutdownOptions shutdown, TimeProvider clock, ILogger<ProtocolsService> log) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => servers.StartAllAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        log.Draining(shutdown.DrainTimeout);
        using var timeout = new CancellationTokenSource(shutdown.DrainTimeout, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        await servers.StopAllAsync(deadline.Token);
        log.Drained(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }
}
