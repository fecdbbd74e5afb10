namespace DittoFs.Web.Hosting.Lifecycle;

/// <summary>Runs the protocols.</summary>
internal sealed class ProtocolsService : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
