using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Data;

/// <summary>The control plane's tables. Each provider has a subclass, because its migrations are its own.</summary>
internal abstract class ControlPlaneDbContext(DbContextOptions options) : IdentityUserContext<ApplicationUser, Guid>(options)
{
    /// <summary>Groups.</summary>
    public DbSet<GroupEntity> Groups => Set<GroupEntity>();

    /// <summary>Which account is in which group.</summary>
    public DbSet<MembershipEntity> Memberships => Set<MembershipEntity>();

    /// <summary>Shares.</summary>
    public DbSet<ShareEntity> Shares => Set<ShareEntity>();

    /// <summary>Permissions of accounts on shares.</summary>
    public DbSet<ShareUserPermissionEntity> ShareUserPermissions => Set<ShareUserPermissionEntity>();

    /// <summary>Permissions of groups on shares.</summary>
    public DbSet<ShareGroupPermissionEntity> ShareGroupPermissions => Set<ShareGroupPermissionEntity>();

    /// <summary>Client rules of shares.</summary>
    public DbSet<ClientRuleEntity> ClientRules => Set<ClientRuleEntity>();

    /// <summary>Limits of single owners on shares.</summary>
    public DbSet<OwnerQuotaEntity> OwnerQuotas => Set<OwnerQuotaEntity>();

    /// <summary>Stores.</summary>
    public DbSet<StoreEntity> Stores => Set<StoreEntity>();

    /// <summary>Protocol servers.</summary>
    public DbSet<AdapterEntity> Adapters => Set<AdapterEntity>();

    /// <summary>Settings.</summary>
    public DbSet<SettingEntity> Settings => Set<SettingEntity>();

    /// <summary>What was done.</summary>
    public DbSet<AuditEntity> Audit => Set<AuditEntity>();

    /// <summary>Keys that stand for accounts.</summary>
    public DbSet<ApiKeyEntity> ApiKeys => Set<ApiKeyEntity>();

    /// <summary>Refresh tokens.</summary>
    public DbSet<RefreshTokenEntity> RefreshTokens => Set<RefreshTokenEntity>();

    /// <inheritdoc/>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        RenewVersions();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        ControlPlaneModel.Configure(builder);
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // No database here has unsigned numbers.
        configurationBuilder.Properties<uint>().HaveConversion<long>();
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcDateTimeConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
    }

    private void RenewVersions()
    {
        foreach (var entry in ChangeTracker.Entries())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified))
            {
                continue;
            }

            if (entry.Entity is AuditEntity { Hash: null })
            {
                throw new InvalidOperationException("Entries of the audit log are saved by AuditLog.SaveAsync alone, which chains them.");
            }

            if (entry.Entity is IVersioned versioned)
            {
                versioned.Version = Guid.NewGuid();
            }
            else if (entry.Entity is ApplicationUser user)
            {
                user.ConcurrencyStamp = Guid.NewGuid().ToString("N");
            }
        }
    }
}
