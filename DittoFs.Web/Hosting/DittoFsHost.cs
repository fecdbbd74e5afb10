using DittoFs.Protocols;
using DittoFs.Protocols.Nsm;
using DittoFs.Storage;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.StoreTypes;
using DittoFs.Web.AdminConsole;
using DittoFs.Web.Api;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Collection;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Dumps;
using DittoFs.Web.ControlPlane.Running;
using DittoFs.Web.Hosting.Control;
using DittoFs.Web.Hosting.Lifecycle;
using DittoFs.Web.Hosting.Settings;
using DittoFs.Web.Hosting.Tls;
using DittoFs.Web.Observability;
using DittoFs.Web.Realtime;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace DittoFs.Web.Hosting;

/// <summary>Makes the server: what the program runs and what tests run.</summary>
internal static class DittoFsHost
{
    /// <summary>
    /// Reads the settings, prepares the data directory and builds the server. Nothing listens and no store is open before it is started.
    /// </summary>
    /// <param name="arguments">What comes from outside.</param>
    /// <param name="replaceServices">Puts other implementations in place of registered ones, after all are registered.</param>
    /// <exception cref="SettingsException">Settings are not acceptable, or the data directory can't be used.</exception>
    public static WebApplication Build(HostArguments arguments, Action<IServiceCollection>? replaceServices = null)
    {
        var configuration = ConfigurationLayers.Read(arguments);
        var settings = SettingsLoader.Load(configuration);
        DataDirectory.Prepare(settings.Storage.DataDirectory);

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions 
        {
            ApplicationName = typeof(DittoFsHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.WebHost.UseStaticWebAssets();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration, shouldDisposeConfiguration: true);
        builder.Logging.AddLineLog();
        AddSettings(builder.Services, settings);
        AddStoreTypes(builder.Services, settings.Stores);
        builder.Services.AddDittoFsStorage();
        builder.Services.AddSingleton<INsmStateFile, NsmStateFile>();
        builder.Services.AddDittoFsProtocols();
        builder.Services.AddControlPlane(configuration);
        builder.Services.AddApi(settings.Storage);
        AddLifecycle(builder.Services, arguments, settings);
        builder.Services.AddRealtime();
        builder.Services.AddConsole();
        AddHttp(builder, settings.Http);
        replaceServices?.Invoke(builder.Services);

        var application = builder.Build();
        application.UseEdge();
        application.UsePathBase(settings.Http.PathBase);
        application.UseMiddleware<SecurityHeaders>();
        application.UseConsole();
        application.UseApi();
        application.MapApi();
        application.MapConsole();
        application.MapHubs();
        application.MapHealth();
        application.MapPrometheusScrapingEndpoint("/metrics").RequireAuthorization(Policies.Observe);
        WarnOfUnknownKeys(application, configuration);
        return application;
    }

    private static void AddSettings(IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton(settings);
        AddOptions(services, settings.Storage);
        AddOptions(services, settings.Wal);
        AddOptions(services, settings.Cache);
        AddOptions(services, settings.RocksDb);
        AddOptions(services, settings.BlockFiles);
        AddOptions(services, settings.Stores);
        AddOptions(services, settings.Collection);
        AddOptions(services, settings.Dumps);
        AddOptions(services, settings.Nfs);
        AddOptions(services, settings.Smb);
        AddOptions(services, settings.Http);
        AddOptions(services, settings.ControlPlane);
        AddOptions(services, settings.Shutdown);
    }

    private static void AddStoreTypes(IServiceCollection services, StoreTypeOptions stores)
    {
        try
        {
            foreach (var path in stores.Assemblies)
            {
                services.AddStoreTypes(path);
            }
        }
        catch (StorageStartException exception)
        {
            throw new SettingsException($"Stores:Assemblies: {exception.Message}");
        }
    }

    private static void AddOptions<T>(IServiceCollection services, T value)
        where T : class
    {
        services.AddSingleton(value);
        services.AddSingleton<IOptionsFactory<T>>(provider => ActivatorUtilities.CreateInstance<LoadedOptions<T>>(provider, value));
    }

    // The order of registration is the order of starting; stopping goes backwards: HTTP, protocols, storage. The control
    // plane starts its shares on the storage before protocols listen.
    private static void AddLifecycle(IServiceCollection services, HostArguments arguments, ServerSettings settings)
    {
        services.AddSingleton(arguments);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ServerState>();
        services.AddSingleton<ServerSurvey>();
        services.AddSingleton<ServerFile>();
        services.AddHostedService<PhaseService>();
        services.AddHostedService<ModelWarmUp>();
        services.AddHostedService<StorageService>();
        services.AddHostedService(provider => provider.GetRequiredService<ControlPlaneService>());
        services.AddHostedService<ServerFileService>();
        services.AddHostedService<ProtocolsService>();
        services.AddHostedService<ReconcilerService>();
        services.AddHostedService<CollectionScheduler>();
        services.AddHostedService<DumpScheduler>();
        services.AddSingleton<IHostLifetime, SignalLifetime>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.Shutdown.DrainTimeout + TimeSpan.FromSeconds(5));
    }

    private static void AddHttp(WebApplicationBuilder builder, HttpOptions http)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(http);
        });
        builder.Services.AddEdge();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddSingleton<ControlSocket>();
        builder.Services.AddTelemetry();
        DecorateServer(builder.Services);
    }

    private static void DecorateServer(IServiceCollection services)
    {
        var kestrel = services.Last(service => service.ServiceType == typeof(IServer)).ImplementationType!;
        services.RemoveAll<IServer>();
        services.AddSingleton<IServer>(provider => ActivatorUtilities.CreateInstance<AdministrationServer>(
            provider, (IServer)ActivatorUtilities.CreateInstance(provider, kestrel)));
    }

    private static void WarnOfUnknownKeys(WebApplication application, IConfigurationRoot configuration)
    {
        foreach (var (key, source) in UnknownKeys.Find(configuration))
        {
            application.Logger.UnknownKey(key, source);
        }
    }
}
