using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Stores;

namespace DittoFs.Web.ControlPlane.Shares;

/// <content>What a request makes of a row.</content>
internal sealed partial class ShareService
{
    private static readonly ClientRuleRequest[] ThisMachine = [new() { Network = "127.0.0.0/8" }, new() { Network = "::1/128" }];

    /// <summary>The row of a share with the identity <paramref name="id"/>, which is not added yet.</summary>
    public async Task<Outcome<ShareEntity>> NewAsync(ControlPlaneDbContext context, CreateShareRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (await context.FindStoreAsync(StoreUse.Metadata, request.MetadataStore, cancellationToken) is not { } metadata)
        {
            return StoreRows.Unknown(StoreUse.Metadata, request.MetadataStore, "metadataStore");
        }

        if (await context.FindStoreAsync(StoreUse.Block, request.BlockStore, cancellationToken) is not { } blocks)
        {
            return StoreRows.Unknown(StoreUse.Block, request.BlockStore, "blockStore");
        }

        if (request.Durability == DurabilityKind.Remote && CheckRemote(metadata, blocks) is { } unkept)
        {
            return unkept;
        }

        var share = New(request, id, metadata, blocks);
        return ClientRuleService.Replace(share, request.ClientRules ?? ThisMachine, "clientRules") is { } failure ? failure : share;
    }

    /// <summary>Null when these stores outlive the server.</summary>
    private static Failure? CheckRemote(StoreEntity metadata, StoreEntity blocks) =>
        metadata.Kind != StoreKind.Postgres
            ? new Failure(
                ControlPlaneError.DurabilityNeedsRemoteMetadata,
                $"The durability remote promises that nothing is lost with this server, but the metadata store '{metadata.Name}' is in it. "
                + "Choose a metadata store of the kind postgres.",
                "durability")
            : blocks.Kind == StoreKind.Memory
            ? new Failure(
                ControlPlaneError.FieldInvalid,
                $"The durability remote promises that nothing is lost with this server, but the blocks of '{blocks.Name}' are in its memory.",
                "blockStore")
            : null;

    private ShareEntity New(CreateShareRequest request, Guid id, StoreEntity metadata, StoreEntity blocks) => new()
    {
        Id = id,
        Name = request.Name,
        NormalizedName = request.Name.ToUpperInvariant(),
        Description = request.Description?.Trim() ?? "",
        Enabled = request.Enabled,
        MetadataStoreId = metadata.Id,
        MetadataStore = metadata,
        BlockStoreId = blocks.Id,
        BlockStore = blocks,
        Durability = request.Durability,
        ReadOnly = request.ReadOnly,
        SmbEncryption = request.SmbEncryption,
        Squash = request.Squash,
        AnonymousUid = request.AnonymousUid,
        AnonymousGid = request.AnonymousGid,
        AllowAnonymous = request.AllowAnonymous,
        DefaultPermission = request.DefaultPermission,
        RootUid = request.RootUid,
        RootGid = request.RootGid,
        RootMode = Convert.ToUInt32(request.RootMode, 8),
        QuotaBytes = request.QuotaBytes,
        QuotaNodes = request.QuotaNodes,
        OwnerQuotaBytes = request.OwnerQuotaBytes,
        OwnerQuotaNodes = request.OwnerQuotaNodes,
        CreatedAt = clock.GetUtcNow().UtcDateTime,
    };

    private static async Task<Outcome<string>> ApplyAsync(
        ControlPlaneDbContext context, ShareEntity share, UpdateShareRequest request, CancellationToken cancellationToken)
    {
        if (ExpectedVersion.Check(request.Version, share.Version) is { } outdated)
        {
            return outdated;
        }

        share.Name = request.Name ?? share.Name;
        share.NormalizedName = share.Name.ToUpperInvariant();
        share.Description = request.Description?.Trim() ?? share.Description;
        share.Enabled = request.Enabled ?? share.Enabled;
        share.ReadOnly = request.ReadOnly ?? share.ReadOnly;
        ApplyAccess(share, request);
        share.QuotaBytes = request.QuotaBytes is { } bytes ? NullIfZero(bytes) : share.QuotaBytes;
        share.QuotaNodes = request.QuotaNodes is { } nodes ? NullIfZero(nodes) : share.QuotaNodes;
        share.OwnerQuotaBytes = request.OwnerQuotaBytes is { } ownerBytes ? NullIfZero(ownerBytes) : share.OwnerQuotaBytes;
        share.OwnerQuotaNodes = request.OwnerQuotaNodes is { } ownerNodes ? NullIfZero(ownerNodes) : share.OwnerQuotaNodes;
        return await context.CheckUniqueAsync(share, cancellationToken) is { } failure ? failure : "";
    }

    private static void ApplyAccess(ShareEntity share, UpdateShareRequest request)
    {
        share.SmbEncryption = request.SmbEncryption ?? share.SmbEncryption;
        share.Squash = request.Squash ?? share.Squash;
        share.AnonymousUid = request.AnonymousUid ?? share.AnonymousUid;
        share.AnonymousGid = request.AnonymousGid ?? share.AnonymousGid;
        share.AllowAnonymous = request.AllowAnonymous ?? share.AllowAnonymous;
        share.DefaultPermission = request.DefaultPermission ?? share.DefaultPermission;
    }

    private static long? NullIfZero(long value) => value == 0 ? null : value;
}
