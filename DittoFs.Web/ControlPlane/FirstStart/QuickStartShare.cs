using System.Collections.Immutable;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Stores;
using DittoFs.Web.Hosting.QuickStart;

namespace DittoFs.Web.ControlPlane.FirstStart;

/// <summary>The share that a quick start makes, and how a later one changes it.</summary>
internal static class QuickStartShare
{
    /// <summary>The one name that quick starts use.</summary>
    public const string Name = "export";

    private const uint OwnerAndGroupOnly = 0x1F8; // 0770

    private static readonly ImmutableArray<string> Loopback = ["127.0.0.0/8", "::1/128"];

    /// <summary>
    /// A share that belongs to <paramref name="owner"/>. Everybody may read and write as far as permissions go: the root directory's mode 0770 keeps all but the
    /// owner and his group out.
    /// </summary>
    public static async Task<ShareEntity> MakeAsync(ControlPlaneDbContext context, Invoker owner, TimeProvider clock, CancellationToken cancellationToken)
    {
        var share = new ShareEntity
        {
            Id = Guid.NewGuid(),
            Name = Name,
            NormalizedName = Name.ToUpperInvariant(),
            Description = "Made by the quick start",
            MetadataStoreId = (await FindStoreAsync(context, StoreUse.Metadata, BuiltInStores.Embedded, cancellationToken)).Id,
            BlockStoreId = (await FindStoreAsync(context, StoreUse.Block, BuiltInStores.Local, cancellationToken)).Id,
            AnonymousUid = owner.Uid,
            AnonymousGid = owner.Gid,
            RootUid = owner.Uid,
            RootGid = owner.Gid,
            RootMode = OwnerAndGroupOnly,
            DefaultPermission = PermissionLevel.ReadWrite,
            CreatedAt = clock.GetUtcNow().UtcDateTime,
        };
        context.Shares.Add(share);
        return share;
    }

    /// <summary>Who may reach the share and how root is treated follow the request; identity, owner, stores and permissions stay.</summary>
    public static void Apply(ControlPlaneDbContext context, ShareEntity share, QuickStartRequest request)
    {
        share.Enabled = true;
        share.Squash = request.TrustRoot ? SquashKind.RootToAdmin : SquashKind.RootToGuest;
        var wanted = Loopback.Concat(request.Clients.Select(network => network.ToString())).ToHashSet();
        context.ClientRules.RemoveRange(share.ClientRules.Where(rule => rule.ReadOnly || !wanted.Contains(rule.Network)));
        var present = share.ClientRules.Where(rule => !rule.ReadOnly).Select(rule => rule.Network).ToHashSet();
        context.ClientRules.AddRange(wanted.Except(present).Select(network => new ClientRuleEntity { Id = Guid.NewGuid(), ShareId = share.Id, Network = network }));
    }

    private static async Task<StoreEntity> FindStoreAsync(ControlPlaneDbContext context, StoreUse use, string name, CancellationToken cancellationToken) =>
        await context.FindStoreAsync(use, name, cancellationToken) ?? context.Stores.Add(BuiltInStores.Make(use, name)).Entity;
}
