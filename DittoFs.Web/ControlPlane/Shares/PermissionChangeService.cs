using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Groups;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Shares;

/// <summary>Several changes to the permissions on a share at once: what they would mean for every account, and making them as one change.</summary>
internal sealed class PermissionChangeService(ControlPlaneDatabase database, ControlPlaneChanges changes)
{
    private const int UsersShownMax = 200;

    /// <summary>Who would gain and who would lose: every account is asked about by the rules that the storage decides by, before and after. Nothing is saved.</summary>
    public async Task<Outcome<PermissionPreviewResponse>> PreviewAsync(string share, ChangePermissionsRequest request, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        if (await context.FindShareAsync(share, cancellationToken) is not { } row)
        {
            return ShareRows.Unknown(share);
        }

        var users = await context.Users.Include(user => user.Memberships).ThenInclude(membership => membership.Group).ToListAsync(cancellationToken);
        await context.LoadPermissionsAsync(row, cancellationToken);
        var before = users.ConvertAll(user => EffectivePermission.Of(row, user));
        if ((await ChangeAsync(context, row, request, cancellationToken)).Failure is { } failure)
        {
            return failure;
        }

        var effects = users.Zip(before)
            .Select(pair => (User: pair.First, Before: pair.Second, After: EffectivePermission.Of(row, pair.First)))
            .Where(effect => effect.Before.Permission != effect.After.Permission)
            .OrderBy(effect => effect.After.Permission > effect.Before.Permission)
            .ThenBy(effect => effect.User.NormalizedUserName, StringComparer.Ordinal)
            .Select(effect => new PermissionEffect(
                effect.User.UserName!, effect.User.Uid, effect.Before.Permission, effect.After.Permission, effect.Before.DecidedBy, effect.After.DecidedBy))
            .ToList();
        var losing = effects.Count(effect => effect.After < effect.Before);
        return new PermissionPreviewResponse(effects.Count - losing, losing, [.. effects.Take(UsersShownMax)]);
    }

    /// <summary>Makes the changes, all or none, with one entry in the audit log.</summary>
    public async Task<Outcome> ApplyAsync(Actor actor, string share, ChangePermissionsRequest request, CancellationToken cancellationToken) => new((await changes.ChangeShareAsync(
        actor,
        share,
        "share.permission",
        async (context, row, token) =>
        {
            await context.LoadPermissionsAsync(row, token);
            return await ChangeAsync(context, row, request, token);
        },
        cancellationToken)).Failure);

    /// <summary>Changes the entries of a share that was read with them; says what was done.</summary>
    private static async Task<Outcome<string>> ChangeAsync(ControlPlaneDbContext context, ShareEntity row, ChangePermissionsRequest request, CancellationToken cancellationToken)
    {
        var done = new List<string>();
        foreach (var (name, level) in request.Users)
        {
            if (await context.FindUserAsync(name, cancellationToken) is not { } user)
            {
                return UserRows.Unknown(name);
            }

            var present = row.UserPermissions.Find(entry => entry.UserId == user.Id);
            if (level is null && present is null)
            {
                return SharePermissionService.None(name);
            }

            Set(row.UserPermissions, present, () => new ShareUserPermissionEntity { ShareId = row.Id, UserId = user.Id, User = user }, (entry, to) => entry.Permission = to, level);
            done.Add($"user {user.UserName}: {Describe(level)}");
        }

        foreach (var (name, level) in request.Groups)
        {
            if (await context.FindGroupAsync(name, cancellationToken) is not { } group)
            {
                return GroupRows.Unknown(name);
            }

            var present = row.GroupPermissions.Find(entry => entry.GroupId == group.Id);
            if (level is null && present is null)
            {
                return SharePermissionService.None(name);
            }

            Set(row.GroupPermissions, present, () => new ShareGroupPermissionEntity { ShareId = row.Id, GroupId = group.Id, Group = group }, (entry, to) => entry.Permission = to, level);
            done.Add($"group {group.Name}: {Describe(level)}");
        }

        return done.Count > 0 ? string.Join(", ", done) : new Failure(ControlPlaneError.FieldInvalid, "Name a user or a group whose permission changes.", "users");
    }

    private static void Set<T>(List<T> entries, T? present, Func<T> make, Action<T, PermissionLevel> change, PermissionLevel? level)
        where T : class
    {
        if (level is not { } wanted)
        {
            entries.Remove(present!);
            return;
        }

        if (present is null)
        {
            present = make();
            entries.Add(present);
        }

        change(present, wanted);
    }

    private static string Describe(PermissionLevel? level) => level?.ToString() ?? "removed";
}
