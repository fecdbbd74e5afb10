using System.Diagnostics.Metrics;
using System.Text.Json.Serialization;
using DittoFs.Storage.Diagnostics;

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

    /// <summary>Adds the hub's route.</summary>
    /// <param name="routes">Where.</param>
    /// <param name="policy">The authorization policy that a client must meet; null while nobody can sign in.</param>
    public static void MapHubs(this IEndpointRouteBuilder routes, string? policy = null)
    {
        var hub = routes.MapHub<ConsoleHub>(ConsoleHub.Path);
        if (policy is not null)
        {
            hub.RequireAuthorization(policy);
        }
    }
}
