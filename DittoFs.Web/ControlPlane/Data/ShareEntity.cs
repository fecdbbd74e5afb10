using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.ControlPlane.Data;

/// <summary>A share as it is wanted.</summary>
internal sealed class ShareEntity : IVersioned
{
    /// <summary>The lasting identity, which the storage knows it by.</summary>
    public Guid Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; set; }

    /// <summary>The name in upper case: unique.</summary>
    public required string NormalizedName { get; set; }

    /// <summary>What it is for.</summary>
    public string Description { get; set; } = "";

    /// <summary>Whether it is wanted to run.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Where names and attributes live.</summary>
    public Guid MetadataStoreId { get; init; }

    /// <summary>Where names and attributes live.</summary>
    public StoreEntity? MetadataStore { get; init; }

    /// <summary>Where bytes live.</summary>
    public Guid BlockStoreId { get; init; }

    /// <summary>Where bytes live.</summary>
    public StoreEntity? BlockStore { get; init; }

    /// <summary>What an answer promises.</summary>
    public DurabilityKind Durability { get; init; }

    /// <summary>Nothing can be changed.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>Whether SMB clients encrypt.</summary>
    public EncryptionKind SmbEncryption { get; set; }

    /// <summary>How claimed identities are treated.</summary>
    public SquashKind Squash { get; set; }

    /// <summary>The user that a squashed identity becomes.</summary>
    public uint AnonymousUid { get; set; }

    /// <summary>The group that a squashed identity becomes.</summary>
    public uint AnonymousGid { get; set; }

    /// <summary>Calls that name nobody act as the anonymous user.</summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>What everybody has who is not named.</summary>
    public PermissionLevel DefaultPermission { get; set; }

    /// <summary>Owner of the root directory when it was made.</summary>
    public uint RootUid { get; init; }

    /// <summary>Group of the root directory when it was made.</summary>
    public uint RootGid { get; init; }

    /// <summary>Mode of the root directory when it was made.</summary>
    public uint RootMode { get; init; }

    /// <summary>Bytes that it may hold; null for no limit.</summary>
    public long? QuotaBytes { get; set; }

    /// <summary>Nodes that it may hold; null for no limit.</summary>
    public long? QuotaNodes { get; set; }

    /// <summary>Bytes that the files of one owner may hold, unless <see cref="OwnerQuotas"/> says otherwise; null for no limit.</summary>
    public long? OwnerQuotaBytes { get; set; }

    /// <summary>Nodes that one owner may have, unless <see cref="OwnerQuotas"/> says otherwise; null for no limit.</summary>
    public long? OwnerQuotaNodes { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>When it was deleted, UTC; null for one that was not. Deleted shares are in no query that does not ask for them.</summary>
    public DateTime? DeletedAt { get; set; }

    /// <summary>Of a deleted share: until when it can be brought back, UTC. From then on what it holds is removed.</summary>
    public DateTime? KeepUntil { get; set; }

    /// <inheritdoc/>
    public Guid Version { get; set; }

    /// <summary>Permissions of accounts.</summary>
    public List<ShareUserPermissionEntity> UserPermissions { get; } = [];

    /// <summary>Permissions of groups.</summary>
    public List<ShareGroupPermissionEntity> GroupPermissions { get; } = [];

    /// <summary>Which clients may use it.</summary>
    public List<ClientRuleEntity> ClientRules { get; } = [];

    /// <summary>Limits of single owners.</summary>
    public List<OwnerQuotaEntity> OwnerQuotas { get; } = [];
}

/// <summary>What one owner may hold on a share.</summary>
internal sealed class OwnerQuotaEntity
{
    /// <summary>The share.</summary>
    public Guid ShareId { get; init; }

    /// <summary>The owner.</summary>
    public uint Uid { get; init; }

    /// <summary>Bytes; 0 for no limit, null for what every owner has.</summary>
    public long? QuotaBytes { get; set; }

    /// <summary>Nodes; 0 for no limit, null for what every owner has.</summary>
    public long? QuotaNodes { get; set; }
}

/// <summary>What an account may do on a share.</summary>
internal sealed class ShareUserPermissionEntity
{
    /// <summary>The share.</summary>
    public Guid ShareId { get; init; }

    /// <summary>The account.</summary>
    public Guid UserId { get; init; }

    /// <summary>The account.</summary>
    public ApplicationUser? User { get; init; }

    /// <summary>What it may do.</summary>
    public PermissionLevel Permission { get; set; }
}

/// <summary>What the members of a group may do on a share.</summary>
internal sealed class ShareGroupPermissionEntity
{
    /// <summary>The share.</summary>
    public Guid ShareId { get; init; }

    /// <summary>The group.</summary>
    public Guid GroupId { get; init; }

    /// <summary>The group.</summary>
    public GroupEntity? Group { get; init; }

    /// <summary>What they may do.</summary>
    public PermissionLevel Permission { get; set; }
}

/// <summary>A network whose clients may use a share.</summary>
internal sealed class ClientRuleEntity
{
    /// <summary>The lasting identity.</summary>
    public Guid Id { get; init; }

    /// <summary>The share.</summary>
    public Guid ShareId { get; init; }

    /// <summary>The network in CIDR notation; unique in its share.</summary>
    public required string Network { get; init; }

    /// <summary>Only reading is allowed from there.</summary>
    public bool ReadOnly { get; set; }
}
