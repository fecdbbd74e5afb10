using DittoFs.Protocols.Authentication;
using DittoFs.Protocols.Smb;
using DittoFs.Storage;
using DittoFs.Web.ControlPlane.Access;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Adapters;
using DittoFs.Web.ControlPlane.ApiKeys;
using DittoFs.Web.ControlPlane.Audit;
using DittoFs.Web.ControlPlane.Backups;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Collection;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Dumps;
using DittoFs.Web.ControlPlane.FirstStart;
using DittoFs.Web.ControlPlane.Groups;
using DittoFs.Web.ControlPlane.Locks;
using DittoFs.Web.ControlPlane.Running;
using DittoFs.Web.ControlPlane.Secrets;
using DittoFs.Web.ControlPlane.Sessions;
using DittoFs.Web.ControlPlane.Settings;
using DittoFs.Web.ControlPlane.Shares;
using DittoFs.Web.ControlPlane.Stores;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane;

/// <summary>Registers the control plane.</summary>
internal static class ControlPlaneServiceCollectionExtensions
{
    /// <summary>Adds the services, all of them singletons that open a database context for each operation, so any thread and any circuit may use them.</summary>
    public static IServiceCollection AddControlPlane(this IServiceCollection services, IConfigurationRoot configuration)
    {
        services.AddSingleton(new FixedSettings(configuration));
        services.AddSingleton<ControlPlaneDatabase>();
        services.AddSingleton<IDbContextFactory<ControlPlaneDbContext>>(provider => provider.GetRequiredService<ControlPlaneDatabase>());
        services.AddScoped(provider => provider.GetRequiredService<ControlPlaneDatabase>().CreateDbContext());
        services.AddIdentityCore<ApplicationUser>().AddEntityFrameworkStores<ControlPlaneDbContext>();
        services.AddSingleton<IPasswordHasher<ApplicationUser>, PasswordHasher<ApplicationUser>>();
        services.AddSingleton<BackupService>().AddSingleton<KeptBackupService>().AddSingleton<MasterKeys>().AddSingleton<MasterKeyRotation>().AddSingleton<SecretBox>().AddSingleton<PasswordService>();
        services.AddSingleton<SignInThrottle>().AddSingleton<SignInService>().AddSingleton<TokenKeys>().AddSingleton<TokenService>();
        services.AddSingleton<AuditHeadFile>().AddSingleton<AuditLog>().AddSingleton<AuditReader>().AddSingleton<ControlPlaneChanges>();
        services.AddSingleton<UserService>().AddSingleton<GroupService>();
        services.AddSingleton<ShareService>().AddSingleton<SharePermissionService>().AddSingleton<PermissionChangeService>().AddSingleton<OwnShareService>().AddSingleton<ClientRuleService>();
        services.AddSingleton<DeletedShareService>().AddSingleton<ShareRecoveryService>().AddSingleton<ShareDumpFileService>().AddSingleton<ShareUsageService>().AddSingleton<CollectionService>();
        services.AddSingleton<StoreSecrets>().AddSingleton<StoreRules>().AddSingleton<StoreService>().AddSingleton<StoreTrialService>().AddSingleton<AdapterService>().AddSingleton<LockListing>().AddSingleton<SessionService>().AddSingleton<SettingService>();
        services.AddSingleton<ApiKeyDirectory>().AddSingleton<ApiKeyService>().AddHostedService<ApiKeyUses>();
        services.AddSingleton<RefusalService>().AddSingleton<EffectiveAccessService>();
        services.AddSingleton<RuntimeParts>().AddSingleton<SystemService>();
        services.AddSingleton<InitialPassword>().AddSingleton<QuickStartService>().AddSingleton<SetupService>().AddSingleton<ControlPlaneService>();
        return services.AddOperations().AddReconciler();
    }

    private static IServiceCollection AddReconciler(this IServiceCollection services)
    {
        services.AddSingleton<ProtocolAdapter, NfsAdapter>().AddSingleton<ProtocolAdapter, SmbAdapter>();
        services.AddSingleton<AccountDirectory>();
        services.AddSingleton<ICredentialLookup>(provider => provider.GetRequiredService<AccountDirectory>());
        services.AddSingleton<SmbSignInNotes>().AddHostedService(provider => provider.GetRequiredService<SmbSignInNotes>());
        services.AddSingleton<SmbAccountDirectory>();
        services.AddSingleton<INtlmAccounts>(provider => provider.GetRequiredService<SmbAccountDirectory>());
        services.AddSingleton<IAccountNames>(provider => provider.GetRequiredService<SmbAccountDirectory>());
        services.AddSingleton(provider => new SmbIdentity(ServerGuidFile.ReadOrCreate(provider.GetRequiredService<StorageOptions>())));
        services.AddSingleton<RunningState>().AddSingleton<WantedStateReader>();
        return services.AddSingleton<ShareReconciler>().AddSingleton<AdapterReconciler>().AddSingleton<Reconciler>();
    }
}
