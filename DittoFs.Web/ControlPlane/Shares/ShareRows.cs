using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Shares;

/// <summary>Finds shares, and checks what must hold between them.</summary>
internal static class ShareRows
{
    /// <summary>The share that <paramref name="nameOrId"/> names, with its stores, or null.</summary>
    public static Task<ShareEntity?> FindShareAsync(this ControlPlaneDbContext context, string nameOrId, CancellationToken cancellationToken)
    {
        var shares = context.Shares.Include(share => share.MetadataStore).Include(share => share.BlockStore);
        var name = nameOrId.ToUpperInvariant();
        return Guid.TryParse(nameOrId, out var id)
            ? shares.FirstOrDefaultAsync(share => share.Id == id, cancellationToken)
            : shares.FirstOrDefaultAsync(share => share.NormalizedName == name, cancellationToken);
    }

    /// <summary>Says that there is no such share.</summary>
    public static Failure Unknown(string nameOrId) => new(ControlPlaneError.ShareUnknown, $"There is no share '{nameOrId}'.");

    /// <summary>Reads the permissions on a share, with the users and groups that have them.</summary>
    public static async Task LoadPermissionsAsync(this ControlPlaneDbContext context, ShareEntity share, CancellationToken cancellationToken)
    {
        await context.ShareUserPermissions.Include(entry => entry.User).Where(entry => entry.ShareId == share.Id).LoadAsync(cancellationToken);
        await context.ShareGroupPermissions.Include(entry => entry.Group).Where(entry => entry.ShareId == share.Id).LoadAsync(cancellationToken);
    }

    /// <summary>Null when no other share has the name of <paramref name="share"/>.</summary>
    public static async Task<Failure?> CheckUniqueAsync(this ControlPlaneDbContext context, ShareEntity share, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(share.Name, out _))
        {
            return new Failure(ControlPlaneError.FieldInvalid, "A name can't look like an id.", "name");
        }

        return await context.Shares.AnyAsync(other => other.Id != share.Id && other.NormalizedName == share.NormalizedName, cancellationToken)
            ? new Failure(ControlPlaneError.ShareExists, $"There is a share '{share.Name}' already.", "name")
            : null;
    }

    /// <summary>Makes a change to one share that exists.</summary>
    /// <returns>The share's id.</returns>
    public static Task<Outcome<Guid>> ChangeShareAsync(
        this ControlPlaneChanges changes,
        Actor actor,
        string nameOrId,
        string action,
        Func<ControlPlaneDbContext, ShareEntity, CancellationToken, Task<Outcome<string>>> change,
        CancellationToken cancellationToken) => changes.RunAsync<Guid>(
        actor,
        async (context, token) =>
        {
            if (await context.FindShareAsync(nameOrId, token) is not { } share)
            {
                return Unknown(nameOrId);
            }

            var subject = share.Name;
            var done = await change(context, share, token);
            return done.Failure is { } failure ? failure : new Change<Guid>(action, subject, share.Id, done.Value);
        },
        cancellationToken,
        new Attempt(action, nameOrId));

    /// <summary>The share, which was read with its stores.</summary>
    public static ShareResponse ToResponse(ShareEntity share, RunStatus status) => new()
    {
        Id = share.Id,
        Name = share.Name,
        Description = share.Description,
        Enabled = share.Enabled,
        MetadataStore = share.MetadataStore!.Name,
        BlockStore = share.BlockStore!.Name,
        Durability = share.Durability,
        ReadOnly = share.ReadOnly,
        SmbEncryption = share.SmbEncryption,
        Squash = share.Squash,
        AnonymousUid = share.AnonymousUid,
        AnonymousGid = share.AnonymousGid,
        AllowAnonymous = share.AllowAnonymous,
        DefaultPermission = share.DefaultPermission,
        RootUid = share.RootUid,
        RootGid = share.RootGid,
        RootMode = "0" + Convert.ToString(share.RootMode, 8).PadLeft(3, '0'),
        QuotaBytes = share.QuotaBytes,
        QuotaNodes = share.QuotaNodes,
        OwnerQuotaBytes = share.OwnerQuotaBytes,
        OwnerQuotaNodes = share.OwnerQuotaNodes,
        CreatedAt = share.CreatedAt,
        Status = status,
        Version = ExpectedVersion.Format(share.Version),
    };
}
