using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Data;

namespace DittoFs.Web.ControlPlane.Accounts;

/// <summary>How accounts are shown.</summary>
internal static class UserMap
{
    /// <summary>The account, which was read with its groups.</summary>
    public static UserResponse ToResponse(ApplicationUser user) => new()
    {
        Id = user.Id,
        UserName = user.UserName!,
        DisplayName = user.DisplayName,
        Email = user.Email,
        Uid = user.Uid,
        Gid = user.Gid,
        Role = user.Role,
        Enabled = user.Enabled,
        SmbAllowed = user.SmbAllowed,
        MustChangePassword = user.MustChangePassword,
        CreatedAt = user.CreatedAt,
        LastSignInAt = user.LastSignInAt,
        Groups = [.. user.Memberships.Select(row => row.Group!).OrderBy(group => group.Name, StringComparer.OrdinalIgnoreCase).Select(group => new GroupReference(group.Id, group.Name, group.Gid))],
        Version = user.ConcurrencyStamp!,
    };
}
