namespace DittoFs.Web.ControlPlane.Data;

/// <summary>Builds the database's model while the storage starts: both take a good part of a start, and neither needs the other.</summary>
internal sealed class ModelWarmUp(ControlPlaneDatabase database) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Whoever needs the model first waits for it, or builds it if this has not begun; what goes wrong here goes wrong there again, and is told there.
        _ = Task.Run(Build, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Build()
    {
        using var context = database.CreateDbContext();
        _ = context.Model;
    }
}
