using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Running;

namespace DittoFs.Web.ControlPlane.Shares;

/// <summary>Says which entry decides what an account may do on a share: asks what the storage asks.</summary>
internal static class EffectivePermission
{
    /// <summary>The permission of <paramref name="user"/>, read with its groups, on <paramref name="share"/>, read with its permissions.</summary>
    public static EffectivePermissionResponse Of(ShareEntity share, ApplicationUser user)
    {
        var caller = new Caller(user.Uid, user.Gid, [.. user.Memberships.Select(row => row.Group!.Gid)]);
        var (permission, kind, number) = PermissionSource.Of(caller, ShareDefinitionMap.ToTable(share, user.Enabled ? [] : [user.Uid]));
        return new EffectivePermissionResponse(ShareWords.ToApi(permission), kind switch
        {
            PermissionSourceKind.Disabled => "The account is disabled.",
            PermissionSourceKind.User => "The user's own permission decides alone.",
            PermissionSourceKind.Group => $"The group {share.GroupPermissions.First(entry => entry.Group!.Gid == number).Group!.Name} has the highest permission.",
            PermissionSourceKind.Default => "The share's default is the highest permission.",
        });
    }
}
