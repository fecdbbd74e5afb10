using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Data;

namespace DittoFs.Web.ControlPlane.Shares;

/// <summary>Says which rule decides what an account may do on a share; the same rule as the storage's, with its reason.</summary>
internal static class EffectivePermission
{
    /// <summary>The permission of <paramref name="user"/>, read with its groups, on <paramref name="share"/>, read with its permissions.</summary>
    public static EffectivePermissionResponse Of(ShareEntity share, ApplicationUser user)
    {
        if (!user.Enabled)
        {
            return new EffectivePermissionResponse(PermissionLevel.None, "The account is disabled.");
        }

        if (share.UserPermissions.Find(entry => entry.UserId == user.Id) is { } own)
        {
            return new EffectivePermissionResponse(own.Permission, "The user's own permission decides alone.");
        }

        var gids = user.Memberships.Select(row => row.Group!.Gid).Append(user.Gid).ToHashSet();
        var best = share.GroupPermissions.Where(entry => gids.Contains(entry.Group!.Gid)).MaxBy(entry => entry.Permission);
        return best is not null && best.Permission > share.DefaultPermission
            ? new EffectivePermissionResponse(best.Permission, $"The group {best.Group!.Name} has the highest permission.")
            : new EffectivePermissionResponse(share.DefaultPermission, "The share's default is the highest permission.");
    }
}
