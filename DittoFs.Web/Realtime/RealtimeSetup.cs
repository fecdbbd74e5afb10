using System.Diagnostics.Metrics;
using System.Text.Json.Serialization;
using DittoFs.Storage.Diagnostics;
using DittoFs.Web.Api.Security;

namespace DittoFs.Web.Realtime;

/// <summary>Registers what makes the console live.</summary>
internal static class RealtimeSetup
{
    /// <summary>Adds the pump, what it reads from, and the hub.</summary>
    public static IServiceCollection AddRealtime(this IServiceCollection services)
    {
        services.AddSingleton<ConsoleHistory>();
        services.AddSingleton<ConsoleFeed>();
        services.AddSingleton<StorageActivity>();
        services.AddSingleton<IStorageObserver>(provider => provider.GetRequiredService<StorageActivity>());
        services.AddSingleton<ProtocolActivity>();
        services.AddSingleton(provider => new MeterReadings(provider.GetRequiredService<IMeterFactory>()));
        services.AddSingleton<SampleSource>();
        services.AddSingleton<ConsoleEventPump>();
        services.AddHostedService(provider => provider.GetRequiredService<ConsoleEventPump>());
        services.AddHostedService<HubBroadcast>();
        services.AddSignalR().AddJsonProtocol(json => json.PayloadSerializerOptions.Converters.Add(new JsonStringEnumConverter()));
        return services;
    }

    /// <summary>Adds the hub's route, for those who may use the console.</summary>
    public static void MapHubs(this IEndpointRouteBuilder routes) => routes.MapHub<ConsoleHub>(ConsoleHub.Path).RequireAuthorization(Policies.ConsoleOperate);
}
