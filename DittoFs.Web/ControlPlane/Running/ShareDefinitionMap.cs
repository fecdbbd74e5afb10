using System.Collections.Immutable;
using System.Net;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Quotas;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Shares;
using DittoFs.Web.ControlPlane.Stores;

namespace DittoFs.Web.ControlPlane.Running;

/// <summary>Makes the storage's settings of a share out of its rows.</summary>
internal static class ShareDefinitionMap
{
    /// <summary>The definition of <paramref name="share"/>, which was read with all that belongs to it.</summary>
    /// <param name="share">The share.</param>
    /// <param name="disabledUids">Users that have no permission on any share, whatever else is said of them.</param>
    /// <param name="database">The place of its metadata when those are in PostgreSQL.</param>
    /// <param name="bucket">The place of its blocks when those are behind the S3 protocol.</param>
    public static ShareDefinition ToDefinition(ShareEntity share, ImmutableArray<uint> disabledUids, PostgresLocation? database, S3Location? bucket) => new()
    {
        Id = new ShareId(share.Id),
        Name = ShareName.Parse(share.Name),
        Description = share.Description,
        Metadata = ShareWords.ToMetadata(share.MetadataStore!.Kind),
        Postgres = database,
        CustomMetadata = CustomOptions.ToStore(share.MetadataStore),
        Blocks = ShareWords.ToBlocks(share.BlockStore!.Kind),
        BlockDirectory = StoreRows.ReadOptions(share.BlockStore).GetValueOrDefault(StoreRows.PathOption),
        S3 = bucket,
        CustomBlocks = CustomOptions.ToStore(share.BlockStore),
        Durability = ShareWords.ToStorage(share.Durability),
        ReadOnly = share.ReadOnly,
        WireEncryption = ShareWords.ToStorage(share.SmbEncryption),
        Squash = ShareWords.ToStorage(share.Squash),
        AnonymousUid = share.AnonymousUid,
        AnonymousGid = share.AnonymousGid,
        AllowAnonymous = share.AllowAnonymous,
        Permissions = ToTable(share, disabledUids),
        ClientRules = [.. share.ClientRules.OrderBy(rule => rule.Network, StringComparer.Ordinal).Select(rule => new ClientRule(IPNetwork.Parse(rule.Network), rule.ReadOnly))],
        RootUid = share.RootUid,
        RootGid = share.RootGid,
        RootMode = share.RootMode,
        QuotaBytes = share.QuotaBytes is { } bytes ? new ByteSize(bytes) : null,
        QuotaNodes = (ulong?)share.QuotaNodes,
        OwnerQuota = ToLimit(share.OwnerQuotaBytes, share.OwnerQuotaNodes),
        OwnerQuotas = share.OwnerQuotas.ToImmutableDictionary(
            owner => owner.Uid, owner => ToLimit(owner.QuotaBytes ?? DefaultOf(owner, share.OwnerQuotaBytes), owner.QuotaNodes ?? DefaultOf(owner, share.OwnerQuotaNodes))),
    };

    /// <summary>Whether two definitions say the same; the records compare their collections by reference.</summary>
    public static bool AreEqual(ShareDefinition left, ShareDefinition right) =>
        left with { Permissions = right.Permissions, ClientRules = right.ClientRules, OwnerQuotas = right.OwnerQuotas } == right
        && AreEqual(left.OwnerQuotas, right.OwnerQuotas)
        && left.ClientRules.SequenceEqual(right.ClientRules)
        && left.Permissions.Default == right.Permissions.Default
        && left.Permissions.DisabledUsers.SetEquals(right.Permissions.DisabledUsers)
        && AreEqual(left.Permissions.Users, right.Permissions.Users)
        && AreEqual(left.Permissions.Groups, right.Permissions.Groups);

    /// <summary>Permissions as the storage takes them.</summary>
    public static SharePermissionTable ToTable(ShareEntity share, ImmutableArray<uint> disabledUids)
    {
        var users = share.UserPermissions.ToImmutableDictionary(entry => entry.User!.Uid, entry => ShareWords.ToStorage(entry.Permission));
        return new SharePermissionTable
        {
            // Who is made an administrator by the squash is uid 0, and has what an administrator has.
            Users = share.Squash is SquashKind.RootToAdmin or SquashKind.AllToAdmin ? users.SetItem(0, SharePermission.Admin) : users,
            Groups = share.GroupPermissions.ToImmutableDictionary(entry => entry.Group!.Gid, entry => ShareWords.ToStorage(entry.Permission)),
            Default = ShareWords.ToStorage(share.DefaultPermission),
            DisabledUsers = [.. disabledUids],
        };
    }

    /// <summary>Of a limit, 0 stands for none.</summary>
    private static OwnerLimit ToLimit(long? bytes, long? nodes) => new(
        bytes is > 0 and var limit ? new ByteSize(limit) : null, nodes is > 0 and var count ? (ulong)count : null);

    /// <summary>What every owner has does not hold for uid 0.</summary>
    private static long? DefaultOf(OwnerQuotaEntity owner, long? everybody) => owner.Uid == 0 ? null : everybody;

    private static bool AreEqual<T>(ImmutableDictionary<uint, T> left, ImmutableDictionary<uint, T> right) =>
        left.Count == right.Count && left.All(entry => right.TryGetValue(entry.Key, out var other) && Equals(other, entry.Value));
}
