using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Caching;
using DittoFs.Web.ControlPlane.Jobs;
using DittoFs.Web.ControlPlane.Locks;
using DittoFs.Web.ControlPlane.Settings;

namespace DittoFs.Web.ControlPlane;

/// <summary>Registers what looks at the running server and acts on it.</summary>
internal static class OperationsServiceCollectionExtensions
{
    /// <summary>Adds jobs, and the services that begin some.</summary>
    public static IServiceCollection AddOperations(this IServiceCollection services) =>
        services.AddSingleton<JobService>().AddSingleton<CacheService>().AddSingleton<WalService>()
            .AddSingleton<SettingCatalog>().AddSingleton<AboutService>().AddSingleton<OwnSignIns>().AddSingleton<NodePaths>().AddSingleton<OpenFileService>();
}
