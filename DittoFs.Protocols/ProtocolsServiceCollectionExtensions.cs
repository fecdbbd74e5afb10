using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using DittoFs.Protocols.Authentication;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Mount;
using DittoFs.Protocols.Mount.V3;
using DittoFs.Protocols.Nfs;
using DittoFs.Protocols.Nfs.V3;
using DittoFs.Protocols.Rpc;
using DittoFs.Storage.Shares;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DittoFs.Protocols;

/// <summary>Registers the protocols.</summary>
public static class ProtocolsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the protocol servers and their observers. Needs an <see cref="IShareCatalog"/>, logging and metrics; a host that knows
    /// users brings an <see cref="ICredentialLookup"/>. The host binds
    /// <see cref="NfsOptions"/> to its section and starts and stops everything through <see cref="ProtocolServerManager"/>.
    /// </summary>
    public static IServiceCollection AddDittoFsProtocols(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ICredentialLookup, UnknownCredentials>();
        services.AddOptions<NfsOptions>();
        services.AddSingleton<IValidateOptions<NfsOptions>, ValidateNfsOptions>();
        services.AddSingleton<ConnectionRegistry>();
        services.AddSingleton<MountTable>();
        services.AddSingleton<ReplyCache>();
        services.AddSingleton(provider => new RpcMetrics(provider.GetRequiredService<IMeterFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(MakeDispatcher);
        services.AddSingleton<IProtocolServer, NfsServer>();
        services.AddSingleton<ProtocolServerManager>();
        return services;
    }

    private static RpcDispatcher MakeDispatcher(IServiceProvider provider)
    {
        var shares = provider.GetRequiredService<IShareCatalog>();
        var mounts = provider.GetRequiredService<MountTable>();
        ImmutableArray<RpcProgram> programs =
        [
            new NfsV3Program(shares),
            new MountV3Program(shares, mounts),
            new MountV3Program(shares, mounts, MountV3Program.ListingVersion),
        ];
        _ = new NfsMetrics(provider.GetRequiredService<IMeterFactory>(), programs, provider.GetRequiredService<ConnectionRegistry>());
        return new RpcDispatcher(
            programs,
            provider.GetRequiredService<ReplyCache>(),
            provider.GetRequiredService<ICredentialLookup>(),
            provider.GetRequiredService<RpcMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RpcDispatcher>>());
    }
}
