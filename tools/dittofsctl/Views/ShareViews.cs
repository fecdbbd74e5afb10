using DittoFs.Client;
using DittoFs.Ctl.Output;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Views;

/// <summary>How shares and what belongs to them are shown.</summary>
internal static class ShareViews
{
    /// <summary>A share.</summary>
    public static View<ShareResponse> Share { get; } = new(
        ClientJson.Default.ShareResponse,
        ClientJson.Default.IReadOnlyListShareResponse,
        share => share.Name,
        [
            new("NAME", share => CellText.Of(share.Name)),
            new("STATE", share => CellText.Word(share.Status.State, ClientJson.Default.RunState)),
            new("METADATA", share => CellText.Of(share.MetadataStore)),
            new("BLOCKS", share => CellText.Of(share.BlockStore)),
            new("DEFAULT", share => CellText.Word(share.DefaultPermission, ClientJson.Default.PermissionLevel)),
            new("READ-ONLY", share => CellText.Of(share.ReadOnly)),
            new("DESCRIPTION", share => CellText.Of(share.Description)),
        ],
        new("ENABLED", share => CellText.Of(share.Enabled)),
        new("REASON", share => CellText.Of(share.Status.Reason)),
        new("SINCE", share => CellText.Of(share.Status.Since)),
        new("DURABILITY", share => CellText.Word(share.Durability, ClientJson.Default.DurabilityKind)),
        new("SMB ENCRYPTION", share => CellText.Word(share.SmbEncryption, ClientJson.Default.EncryptionKind)),
        new("SQUASH", share => CellText.Word(share.Squash, ClientJson.Default.SquashKind)),
        new("ANONYMOUS USER", share => $"{share.AnonymousUid}:{share.AnonymousGid}"),
        new("ANONYMOUS CALLS", share => CellText.Of(share.AllowAnonymous)),
        new("ROOT DIRECTORY", share => $"{share.RootUid}:{share.RootGid} {share.RootMode}"),
        new("QUOTA BYTES", share => CellText.Of(share.QuotaBytes)),
        new("QUOTA FILES", share => CellText.Of(share.QuotaNodes)),
        new("OWNER QUOTA BYTES", share => CellText.Of(share.OwnerQuotaBytes)),
        new("OWNER QUOTA FILES", share => CellText.Of(share.OwnerQuotaNodes)),
        new("CREATED", share => CellText.Of(share.CreatedAt)),
        new("ID", share => share.Id.ToString()));

    /// <summary>What an owner holds.</summary>
    public static View<OwnerUsageResponse> Owner { get; } = new(
        ClientJson.Default.OwnerUsageResponse,
        ClientJson.Default.IReadOnlyListOwnerUsageResponse,
        owner => CellText.Of(owner.Uid),
        [
            new("UID", owner => CellText.Of(owner.Uid), IsNumber: true),
            new("USER", owner => CellText.Of(owner.UserName)),
            new("BYTES", owner => CellText.Of(owner.Bytes), IsNumber: true),
            new("QUOTA BYTES", owner => CellText.Of(owner.QuotaBytes), IsNumber: true),
            new("FILES", owner => CellText.Of(owner.Nodes), IsNumber: true),
            new("QUOTA FILES", owner => CellText.Of(owner.QuotaNodes), IsNumber: true),
            new("OWN QUOTA", owner => CellText.Of(owner.HasOwnQuota)),
        ]);

    /// <summary>A deleted share.</summary>
    public static View<DeletedShareResponse> Deleted { get; } = new(
        ClientJson.Default.DeletedShareResponse,
        ClientJson.Default.IReadOnlyListDeletedShareResponse,
        share => share.Id.ToString(),
        [
            new("ID", share => share.Id.ToString()),
            new("NAME", share => CellText.Of(share.Name)),
            new("DELETED", share => CellText.Of(share.DeletedAt)),
            new("KEPT UNTIL", share => CellText.Of(share.KeepUntil)),
            new("METADATA", share => CellText.Of(share.MetadataStore)),
            new("BLOCKS", share => CellText.Of(share.BlockStore)),
        ]);

    /// <summary>A client rule.</summary>
    public static View<ClientRuleResponse> ClientRule { get; } = new(
        ClientJson.Default.ClientRuleResponse,
        ClientJson.Default.IReadOnlyListClientRuleResponse,
        rule => rule.Network,
        [
            new("NETWORK", rule => CellText.Of(rule.Network)),
            new("READ-ONLY", rule => CellText.Of(rule.ReadOnly)),
            new("ID", rule => rule.Id.ToString()),
        ]);

    /// <summary>A line of a share's permissions.</summary>
    public static IReadOnlyList<Column<PermissionRow>> PermissionColumns { get; } =
    [
        new("WHO", row => row.Kind),
        new("NAME", row => CellText.Of(row.Name)),
        new("NUMBER", row => CellText.Of(row.Number), IsNumber: true),
        new("PERMISSION", row => CellText.Word(row.Permission, ClientJson.Default.PermissionLevel)),
    ];

    /// <summary>The lines of <paramref name="permissions"/>: those that decide alone first, the default last.</summary>
    public static IReadOnlyList<PermissionRow> RowsOf(SharePermissionsResponse permissions) =>
    [
        .. permissions.Users.Select(entry => new PermissionRow("user", entry.Name, entry.Number, entry.Permission)),
        .. permissions.Groups.Select(entry => new PermissionRow("group", entry.Name, entry.Number, entry.Permission)),
        new PermissionRow("default", "", null, permissions.Default),
    ];
}

/// <summary>One line of a share's permissions.</summary>
internal sealed record PermissionRow(string Kind, string Name, uint? Number, PermissionLevel Permission);
