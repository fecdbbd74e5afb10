using DittoFs.Protocols.Authentication;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Mount;
using DittoFs.Protocols.Mount.V3;
using DittoFs.Protocols.Nfs;
using DittoFs.Protocols.Nfs.V3;
using DittoFs.Protocols.Nlm;
using DittoFs.Protocols.Nlm.V4;
using DittoFs.Protocols.Nlm.V4.Types;
using DittoFs.Protocols.Nsm;
using DittoFs.Protocols.Nsm.V1;
using DittoFs.Protocols.Portmap;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Smb;
using DittoFs.Protocols.Smb.Commands;
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
    /// users brings an <see cref="ICredentialLookup"/>, an <see cref="INtlmAccounts"/> and an <see cref="IAccountNames"/>, and one that lasts an
    /// <see cref="SmbIdentity"/>. The host binds <see cref="NfsOptions"/> and <see cref="SmbOptions"/> to their sections and starts and stops everything through <see cref="ProtocolServerManager"/>.
    /// </summary>
    public static IServiceCollection AddDittoFsProtocols(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ICredentialLookup, UnknownCredentials>();
        services.AddOptions<NfsOptions>();
        services.AddSingleton<IValidateOptions<NfsOptions>, ValidateNfsOptions>();
        services.TryAddSingleton<INtlmAccounts, NoNtlmAccounts>();
        services.TryAddSingleton<IAccountNames, NoAccountNames>();
        services.TryAddSingleton(new SmbIdentity(Guid.NewGuid()));
        services.AddOptions<SmbOptions>();
        services.AddSingleton<IValidateOptions<SmbOptions>, ValidateSmbOptions>();
        services.AddSingleton<ConnectionRegistry>();
        services.AddSingleton<MountTable>();
        services.AddSingleton<ReplyCache>();
        services.AddSingleton<RpcMetrics>();
        services.AddSingleton(MakePrograms);
        services.AddSingleton(provider => MakeDispatcher(provider, provider.GetRequiredService<RpcPrograms>()));
        services.AddSingleton(provider => new DatagramDispatcher(MakeDispatcher(
            provider, new RpcPrograms([.. provider.GetRequiredService<RpcPrograms>().All.Where(DatagramDispatcher.Serves)]))));
        services.AddSingleton<NfsMetrics>();
        services.TryAddSingleton<IRpcCaller, RpcCaller>();
        services.AddSingleton<RpcbindRegistration>();
        services.AddSingleton<RemotePrograms>();
        services.TryAddSingleton<INsmStateFile, MemoryNsmStateFile>();
        services.AddSingleton<MonitoredClients>();
        services.AddSingleton<RestartNotifier>();
        services.AddSingleton<GracePeriod>();
        services.AddSingleton<ClientCallbacks>();
        services.AddSingleton<BlockedLocks>();
        services.AddSingleton<FileShares>();
        services.AddSingleton<LockServer>();
        services.AddSingleton<ILockedClients>(provider => provider.GetRequiredService<LockServer>());
        services.AddSingleton<LockService>();
        services.AddSingleton<NlmParts>();
        services.AddSingleton<Portmapper>();
        services.AddSingleton(MakeNfsServer);
        services.AddSingleton<CommandTable>();
        services.AddSingleton<SmbMetrics>();
        services.AddSingleton<SmbTreeTable>();
        services.AddSingleton<IOpenFiles>(provider => provider.GetRequiredService<SmbTreeTable>());
        services.AddSingleton<IOpenFiles>(provider => provider.GetRequiredService<FileShares>());
        services.AddSingleton<IProtocolServer, SmbServer>();
        services.AddSingleton<ProtocolServerManager>();
        return services;
    }

    private static IProtocolServer MakeNfsServer(IServiceProvider provider)
    {
        // Nobody calls them: they read what the server counts, and have to exist as long as it does.
        provider.GetRequiredService<NfsMetrics>();
        return ActivatorUtilities.CreateInstance<NfsServer>(provider);
    }

    private static RpcPrograms MakePrograms(IServiceProvider provider)
    {
        var shares = provider.GetRequiredService<IShareCatalog>();
        var mounts = provider.GetRequiredService<MountTable>();
        var locks = provider.GetRequiredService<NlmParts>();
        return new RpcPrograms(
        [
            new NfsV3Program(shares),
            new MountV3Program(shares, mounts),
            new MountV3Program(shares, mounts, MountV3Program.ListingVersion),
            new NlmProgram<WideOffsets>(locks, NlmProcedures.WideVersion),
            new NlmProgram<NarrowOffsets>(locks, NlmProcedures.NarrowVersion),
            new NlmProgram<NarrowOffsets>(locks, NlmProcedures.OldestVersion),
            new NsmV1Program(provider.GetRequiredService<MonitoredClients>(), locks.Server),
        ]);
    }

    private static RpcDispatcher MakeDispatcher(IServiceProvider provider, RpcPrograms programs) => new(
        programs,
        provider.GetRequiredService<ReplyCache>(),
        provider.GetRequiredService<ICredentialLookup>(),
        provider.GetRequiredService<RpcMetrics>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<RpcDispatcher>>());
}
