using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Data;

/// <summary>Keys, lengths, uniqueness and references of the tables: what holds whatever code writes them.</summary>
internal static class ControlPlaneModel
{
    private const int NameLength = 64;
    private const int TextLength = 512;

    /// <summary>Describes every table.</summary>
    public static void Configure(ModelBuilder model)
    {
        ConfigureUsers(model);
        ConfigureApiKeys(model);
        ConfigureGroups(model);
        ConfigureShares(model);
        ConfigureShareRules(model);
        ConfigureRest(model);
        foreach (var entity in model.Model.GetEntityTypes().Where(entity => typeof(IVersioned).IsAssignableFrom(entity.ClrType)))
        {
            model.Entity(entity.ClrType).Property(nameof(IVersioned.Version)).IsConcurrencyToken();
        }
    }

    private static void ConfigureUsers(ModelBuilder model)
    {
        model.Entity<ApplicationUser>(user =>
        {
            user.ToTable("Users");
            user.Property(row => row.DisplayName).HasMaxLength(128);
            user.Property(row => row.UserName).HasMaxLength(NameLength).IsRequired();
            user.Property(row => row.NormalizedUserName).HasMaxLength(NameLength).IsRequired();
            user.HasIndex(row => row.Uid).IsUnique();
        });
        model.Entity<IdentityUserClaim<Guid>>().ToTable("UserClaims");
        model.Entity<IdentityUserLogin<Guid>>().ToTable("UserLogins");
        model.Entity<IdentityUserToken<Guid>>().ToTable("UserTokens");
        model.Entity<RefreshTokenEntity>(token =>
        {
            token.ToTable("RefreshTokens");
            token.Property(row => row.SecurityStamp).HasMaxLength(NameLength);
            token.HasIndex(row => row.Hash).IsUnique();
            token.HasIndex(row => row.Family);
            token.HasOne(row => row.User).WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        });
    }

    private static void ConfigureApiKeys(ModelBuilder model) => model.Entity<ApiKeyEntity>(key =>
    {
        key.ToTable("ApiKeys");
        key.Property(row => row.Name).HasMaxLength(NameLength);
        key.Property(row => row.NormalizedName).HasMaxLength(NameLength);
        key.Property(row => row.Prefix).HasMaxLength(NameLength);
        key.Property(row => row.Scopes).HasMaxLength(TextLength);
        key.Property(row => row.LastUsedFrom).HasMaxLength(NameLength);
        key.HasIndex(row => row.Prefix).IsUnique();
        key.HasIndex(row => new { row.UserId, row.NormalizedName }).IsUnique();
        key.HasOne(row => row.User).WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
    });

    private static void ConfigureGroups(ModelBuilder model)
    {
        model.Entity<GroupEntity>(group =>
        {
            group.ToTable("Groups");
            group.Property(row => row.Name).HasMaxLength(NameLength);
            group.Property(row => row.NormalizedName).HasMaxLength(NameLength);
            group.Property(row => row.Description).HasMaxLength(TextLength);
            group.HasIndex(row => row.NormalizedName).IsUnique();
            group.HasIndex(row => row.Gid).IsUnique();
        });
        model.Entity<MembershipEntity>(membership =>
        {
            membership.ToTable("Memberships");
            membership.HasKey(row => new { row.GroupId, row.UserId });
            membership.HasOne(row => row.Group).WithMany(group => group.Memberships).HasForeignKey(row => row.GroupId).OnDelete(DeleteBehavior.Cascade);
            membership.HasOne(row => row.User).WithMany(user => user.Memberships).HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        });
    }

    private static void ConfigureShares(ModelBuilder model)
    {
        model.Entity<StoreEntity>(store =>
        {
            store.ToTable("Stores");
            store.Property(row => row.Name).HasMaxLength(NameLength);
            store.Property(row => row.NormalizedName).HasMaxLength(NameLength);
            store.HasIndex(row => new { row.Use, row.NormalizedName }).IsUnique();
        });
        model.Entity<ShareEntity>(share =>
        {
            share.ToTable("Shares");
            share.Property(row => row.Name).HasMaxLength(NameLength);
            share.Property(row => row.NormalizedName).HasMaxLength(NameLength);
            share.Property(row => row.Description).HasMaxLength(TextLength);

            // A deleted share gives its name up.
            share.HasIndex(row => row.NormalizedName).IsUnique().HasFilter("\"DeletedAt\" IS NULL");
            share.HasQueryFilter(row => row.DeletedAt == null);
            share.HasOne(row => row.MetadataStore).WithMany().HasForeignKey(row => row.MetadataStoreId).OnDelete(DeleteBehavior.Restrict);
            share.HasOne(row => row.BlockStore).WithMany().HasForeignKey(row => row.BlockStoreId).OnDelete(DeleteBehavior.Restrict);
        });
    }

    private static void ConfigureShareRules(ModelBuilder model)
    {
        model.Entity<ShareUserPermissionEntity>(permission =>
        {
            permission.ToTable("ShareUserPermissions");
            permission.HasKey(row => new { row.ShareId, row.UserId });
            permission.HasOne<ShareEntity>().WithMany(share => share.UserPermissions).HasForeignKey(row => row.ShareId).OnDelete(DeleteBehavior.Cascade);
            permission.HasOne(row => row.User).WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<ShareGroupPermissionEntity>(permission =>
        {
            permission.ToTable("ShareGroupPermissions");
            permission.HasKey(row => new { row.ShareId, row.GroupId });
            permission.HasOne<ShareEntity>().WithMany(share => share.GroupPermissions).HasForeignKey(row => row.ShareId).OnDelete(DeleteBehavior.Cascade);
            permission.HasOne(row => row.Group).WithMany().HasForeignKey(row => row.GroupId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<OwnerQuotaEntity>(quota =>
        {
            quota.ToTable("ShareOwnerQuotas");
            quota.HasKey(row => new { row.ShareId, row.Uid });
            quota.HasOne<ShareEntity>().WithMany(share => share.OwnerQuotas).HasForeignKey(row => row.ShareId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<ClientRuleEntity>(rule =>
        {
            rule.ToTable("ClientRules");
            rule.Property(row => row.Id).ValueGeneratedNever();
            rule.Property(row => row.Network).HasMaxLength(NameLength);
            rule.HasIndex(row => new { row.ShareId, row.Network }).IsUnique();
            rule.HasOne<ShareEntity>().WithMany(share => share.ClientRules).HasForeignKey(row => row.ShareId).OnDelete(DeleteBehavior.Cascade);
        });
    }

    private static void ConfigureRest(ModelBuilder model)
    {
        model.Entity<AdapterEntity>(adapter =>
        {
            adapter.ToTable("Adapters");
            adapter.HasKey(row => row.Name);
            adapter.Property(row => row.Name).HasMaxLength(NameLength);
            adapter.Property(row => row.ListenAddresses).HasMaxLength(TextLength);
        });
        model.Entity<SettingEntity>(setting =>
        {
            setting.ToTable("Settings");
            setting.HasKey(row => row.Key);
            setting.Property(row => row.Key).HasMaxLength(NameLength);
            setting.Property(row => row.Value).HasMaxLength(TextLength);
        });
        model.Entity<AuditEntity>(audit =>
        {
            audit.ToTable("Audit");
            audit.Property(row => row.Actor).HasMaxLength(128);
            audit.Property(row => row.Address).HasMaxLength(NameLength);
            audit.Property(row => row.Action).HasMaxLength(NameLength);
            audit.Property(row => row.Subject).HasMaxLength(256);
            audit.Property(row => row.Detail).HasMaxLength(2048);
            audit.Property(row => row.Via).HasMaxLength(96);
            audit.HasIndex(row => row.Time);
            audit.HasIndex(row => row.Sequence).IsUnique();
        });
    }
}
