using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Running;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Shares;

/// <summary>A share as one account may use it.</summary>
/// <param name="Share">The share.</param>
/// <param name="Permission">What the account may do there, before mode bits have their say; never nothing.</param>
internal sealed record OwnShare(ShareResponse Share, EffectivePermissionResponse Permission);

/// <summary>The shares that an account may use, and no others.</summary>
internal sealed class OwnShareService(ControlPlaneDatabase database, RunningState running)
{
    /// <summary>The shares on which the account has a permission, by name.</summary>
    public async Task<IReadOnlyList<OwnShare>> ListAsync(Guid account, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        if (await context.FindUserAsync(account.ToString(), cancellationToken) is not { } user)
        {
            return [];
        }

        var shares = await context.Shares.AsSplitQuery()
            .Include(share => share.MetadataStore)
            .Include(share => share.BlockStore)
            .Include(share => share.UserPermissions).ThenInclude(entry => entry.User)
            .Include(share => share.GroupPermissions).ThenInclude(entry => entry.Group)
            .OrderBy(share => share.NormalizedName)
            .ToListAsync(cancellationToken);
        return
        [
            .. from share in shares
               let permission = EffectivePermission.Of(share, user)
               where permission.Permission != PermissionLevel.None
               select new OwnShare(ShareRows.ToResponse(share, running.StatusOfShare(share.Id, share.Enabled)), permission),
        ];
    }
}
