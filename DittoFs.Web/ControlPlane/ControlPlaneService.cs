using DittoFs.Web.ControlPlane.ApiKeys;
using DittoFs.Web.ControlPlane.Audit;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.FirstStart;
using DittoFs.Web.ControlPlane.Running;
using DittoFs.Web.ControlPlane.Secrets;
using DittoFs.Web.ControlPlane.Stores;
using DittoFs.Web.Hosting;

namespace DittoFs.Web.ControlPlane;

/// <summary>
/// Starts the control plane between the storage, whose lock guards the data directory, and the protocols, which find all shares running.
/// </summary>
internal sealed class ControlPlaneService(
    ControlPlaneDatabase database,
    AuditLog audit,
    ApiKeyDirectory apiKeys,
    QuickStartService quickStart,
    SetupService setup,
    Reconciler reconciler,
    MasterKeyRotation masterKey,
    HostArguments arguments) : IHostedService
{
    /// <summary>The token of the set-up link that is to be printed; null when there is an administrator.</summary>
    public string? SetupToken { get; private set; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.MigrateAsync(cancellationToken);
        await audit.StartAsync(cancellationToken);
        await masterKey.ResumeAsync(cancellationToken);
        await BuiltInStores.SeedAsync(database, cancellationToken);
        if (arguments.QuickStart is { } request)
        {
            await quickStart.RunAsync(request, cancellationToken);
        }

        SetupToken = await setup.IsRequiredAsync(cancellationToken) ? setup.IssueToken() : null;
        await apiKeys.ReloadAsync(cancellationToken);
        await reconciler.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
