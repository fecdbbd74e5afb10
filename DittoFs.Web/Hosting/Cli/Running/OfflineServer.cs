using DittoFs.Storage.Shares;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Audit;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.Hosting.Control;
using DittoFs.Web.Hosting.Platform;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting.Cli.Running;

/// <summary>The services of a server that does not run, with the data directory's lock, so that none can start meanwhile. Nothing listens and no store is open before it is asked for.</summary>
internal sealed class OfflineServer : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly DataDirectoryLock _lock;

    private OfflineServer(WebApplication host, DataDirectoryLock held) => (_host, _lock) = (host, held);

    /// <summary>The services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>The control plane's database, as it is.</summary>
    public ControlPlaneDatabase Database => Services.GetRequiredService<ControlPlaneDatabase>();

    /// <summary>Takes the lock.</summary>
    /// <exception cref="Storage.Primitives.StorageStartException">A server runs.</exception>
    public static OfflineServer Open(HostArguments arguments)
    {
        var directory = SettingsLoader.Load(ConfigurationLayers.Read(arguments)).Storage.DataDirectory;
        DataDirectory.Prepare(directory);
        var held = DataDirectoryLock.Take(directory);
        try
        {
            return new OfflineServer(DittoFsHost.Build(arguments), held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Brings the database up to date as a start does.</summary>
    /// <returns>The migrations that were missing.</returns>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        var migrations = await Database.MigrateAsync(cancellationToken);
        await Services.GetRequiredService<AuditLog>().StartAsync(cancellationToken);
        return migrations;
    }

    /// <summary>Who asks, for the audit log.</summary>
    public static Actor Actor => new(new LocalPeer(NativeMethods.GetEffectiveUserId()).Name, null, null);

    /// <summary>Starts the storage, which takes the lock over. No share runs.</summary>
    /// <exception cref="Storage.Primitives.StorageStartException">It can't be used, or a server was started just now.</exception>
    public async Task StartStorageAsync(CancellationToken cancellationToken)
    {
        _lock.Dispose();
        await Services.GetRequiredService<IStorageEngine>().StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _lock.Dispose();
    }
}
