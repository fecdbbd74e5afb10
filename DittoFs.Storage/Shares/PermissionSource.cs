using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>Which entry of a share's permissions decides.</summary>
public enum PermissionSourceKind : byte
{
    /// <summary>What everybody has who is not named.</summary>
    Default,

    /// <summary>The user's own entry.</summary>
    User,

    /// <summary>An entry of one of his groups.</summary>
    Group,

    /// <summary>The account is disabled.</summary>
    Disabled,
}

/// <summary>A share permission and the entry that it comes from.</summary>
/// <param name="Permission">What it allows.</param>
/// <param name="Kind">The kind of entry.</param>
/// <param name="Number">The uid or gid of the entry; 0 for the default.</param>
public readonly record struct PermissionSource(SharePermission Permission, PermissionSourceKind Kind, uint Number)
{
    /// <summary>The permission of <paramref name="caller"/>: his own entry alone, else the highest of the default and his groups'.</summary>
    public static PermissionSource Of(Caller caller, SharePermissionTable table)
    {
        if (table.DisabledUsers.Contains(caller.Uid))
        {
            return new PermissionSource(SharePermission.None, PermissionSourceKind.Disabled, caller.Uid);
        }

        if (table.Users.TryGetValue(caller.Uid, out var own))
        {
            return new PermissionSource(own, PermissionSourceKind.User, caller.Uid);
        }

        var highest = new PermissionSource(table.Default, PermissionSourceKind.Default, 0);
        if (table.Groups.Count > 0)
        {
            highest = Higher(highest, table, caller.Gid);
            foreach (var group in caller.Groups)
            {
                highest = Higher(highest, table, group);
            }
        }

        return highest;
    }

    private static PermissionSource Higher(PermissionSource highest, SharePermissionTable table, uint gid) =>
        table.Groups.TryGetValue(gid, out var permission) && permission > highest.Permission ? new PermissionSource(permission, PermissionSourceKind.Group, gid) : highest;
}
