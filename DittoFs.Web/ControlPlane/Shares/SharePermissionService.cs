using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Groups;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Shares;

/// <summary>Who may do what on a share. A change holds for the next call of every client.</summary>
internal sealed class SharePermissionService(ControlPlaneDatabase database, ControlPlaneChanges changes)
{
    /// <summary>All permissions of a share.</summary>
    public async Task<Outcome<SharePermissionsResponse>> ListAsync(string share, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        if (await context.FindShareAsync(share, cancellationToken) is not { } row)
        {
            return ShareRows.Unknown(share);
        }

        var users = await context.ShareUserPermissions.AsNoTracking().Include(entry => entry.User).Where(entry => entry.ShareId == row.Id)
            .OrderBy(entry => entry.User!.NormalizedUserName).ToListAsync(cancellationToken);
        var groups = await context.ShareGroupPermissions.AsNoTracking().Include(entry => entry.Group).Where(entry => entry.ShareId == row.Id)
            .OrderBy(entry => entry.Group!.NormalizedName).ToListAsync(cancellationToken);
        return new SharePermissionsResponse(
            row.DefaultPermission,
            users.ConvertAll(entry => new PermissionEntry(entry.UserId, entry.User!.UserName!, entry.User.Uid, entry.Permission)),
            groups.ConvertAll(entry => new PermissionEntry(entry.GroupId, entry.Group!.Name, entry.Group.Gid, entry.Permission)));
    }

    /// <summary>Gives an account a permission.</summary>
    public Task<Outcome> SetUserAsync(Actor actor, string share, string user, PermissionLevel level, CancellationToken cancellationToken) => ChangeAsync(
        actor,
        share,
        async (context, row, token) =>
        {
            if (await context.FindUserAsync(user, token) is not { } account)
            {
                return UserRows.Unknown(user);
            }

            var present = await context.ShareUserPermissions.FindAsync([row.Id, account.Id], token);
            present ??= context.ShareUserPermissions.Add(new ShareUserPermissionEntity { ShareId = row.Id, UserId = account.Id }).Entity;
            present.Permission = level;
            return $"user {account.UserName}: {level}";
        },
        cancellationToken);

    /// <summary>Gives the members of a group a permission.</summary>
    public Task<Outcome> SetGroupAsync(Actor actor, string share, string group, PermissionLevel level, CancellationToken cancellationToken) => ChangeAsync(
        actor,
        share,
        async (context, row, token) =>
        {
            if (await context.FindGroupAsync(group, token) is not { } found)
            {
                return GroupRows.Unknown(group);
            }

            var present = await context.ShareGroupPermissions.FindAsync([row.Id, found.Id], token);
            present ??= context.ShareGroupPermissions.Add(new ShareGroupPermissionEntity { ShareId = row.Id, GroupId = found.Id }).Entity;
            present.Permission = level;
            return $"group {found.Name}: {level}";
        },
        cancellationToken);

    /// <summary>Takes an account's own permission away: groups and the default decide again.</summary>
    public Task<Outcome> RemoveUserAsync(Actor actor, string share, string user, CancellationToken cancellationToken) => ChangeAsync(
        actor,
        share,
        async (context, row, token) =>
        {
            var account = await context.FindUserAsync(user, token);
            if (account is null || await context.ShareUserPermissions.FindAsync([row.Id, account.Id], token) is not { } present)
            {
                return account is null ? UserRows.Unknown(user) : None(user);
            }

            context.ShareUserPermissions.Remove(present);
            return $"user {account.UserName}: removed";
        },
        cancellationToken);

    /// <summary>Takes a group's permission away.</summary>
    public Task<Outcome> RemoveGroupAsync(Actor actor, string share, string group, CancellationToken cancellationToken) => ChangeAsync(
        actor,
        share,
        async (context, row, token) =>
        {
            var found = await context.FindGroupAsync(group, token);
            if (found is null || await context.ShareGroupPermissions.FindAsync([row.Id, found.Id], token) is not { } present)
            {
                return found is null ? GroupRows.Unknown(group) : None(group);
            }

            context.ShareGroupPermissions.Remove(present);
            return $"group {found.Name}: removed";
        },
        cancellationToken);

    /// <summary>What an account may do on a share, and which rule decides.</summary>
    public async Task<Outcome<EffectivePermissionResponse>> ExplainAsync(string share, string user, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        if (await context.FindShareAsync(share, cancellationToken) is not { } row)
        {
            return ShareRows.Unknown(share);
        }

        if (await context.FindUserAsync(user, cancellationToken) is not { } account)
        {
            return UserRows.Unknown(user);
        }

        await context.LoadPermissionsAsync(row, cancellationToken);
        return EffectivePermission.Of(row, account);
    }

    /// <summary>Says that there is nothing to take away.</summary>
    public static Failure None(string name) => new(ControlPlaneError.PermissionUnknown, $"'{name}' has no permission of its own on this share.");

    private async Task<Outcome> ChangeAsync(
        Actor actor, string share, Func<ControlPlaneDbContext, ShareEntity, CancellationToken, Task<Outcome<string>>> change, CancellationToken cancellationToken) =>
        new((await changes.ChangeShareAsync(actor, share, "share.permission", change, cancellationToken)).Failure);
}
