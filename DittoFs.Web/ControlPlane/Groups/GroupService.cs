using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Groups;

/// <summary>Groups and their members. Every method may be called from any thread.</summary>
internal sealed class GroupService(ControlPlaneDatabase database, ControlPlaneChanges changes, TimeProvider clock)
{
    private static readonly SortOrder<GroupEntity> Order = new SortOrder<GroupEntity>(group => group.NormalizedName)
        .By("gid", group => group.Gid).By("memberCount", group => group.Memberships.Count);

    /// <summary>Groups in the order that is asked for.</summary>
    public async Task<Page<GroupResponse>> ListAsync(ListQuery query, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var rows = Order.Apply(context.Groups.AsNoTracking().Where(group => query.Search == null || group.NormalizedName.Contains(query.NormalizedSearch)), query.Sort)
            .Select(group => new { Group = group, Members = group.Memberships.Count });
        return await query.PageAsync(rows, row => GroupRows.ToResponse(row.Group, row.Members), cancellationToken);
    }

    /// <summary>One group, by name or id.</summary>
    public async Task<Outcome<GroupResponse>> FindAsync(string nameOrId, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return await context.FindGroupAsync(nameOrId, cancellationToken) is { } group ? GroupRows.ToResponse(group) : GroupRows.Unknown(nameOrId);
    }

    /// <summary>The members of a group, ordered by name.</summary>
    public async Task<Outcome<Page<MemberResponse>>> ListMembersAsync(string nameOrId, ListQuery query, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        if (await context.FindGroupAsync(nameOrId, cancellationToken) is not { } group)
        {
            return GroupRows.Unknown(nameOrId);
        }

        var rows = context.Memberships.AsNoTracking().Where(row => row.GroupId == group.Id).Select(row => row.User!)
            .Where(user => query.Search == null || user.NormalizedUserName!.Contains(query.NormalizedSearch)).OrderBy(user => user.NormalizedUserName);
        return await query.PageAsync(rows, user => new MemberResponse(user.Id, user.UserName!, user.DisplayName, user.Uid), cancellationToken);
    }

    /// <summary>Makes a group.</summary>
    public async Task<Outcome<GroupResponse>> CreateAsync(Actor actor, CreateGroupRequest request, CancellationToken cancellationToken)
    {
        var made = await changes.RunAsync<Guid>(
            actor,
            async (context, token) =>
            {
                var group = new GroupEntity
                {
                    Id = Guid.CreateVersion7(clock.GetUtcNow()),
                    Name = request.Name,
                    NormalizedName = request.Name.ToUpperInvariant(),
                    Gid = request.Gid ?? await context.NextGidAsync(token),
                    Description = request.Description?.Trim() ?? "",
                };
                context.Groups.Add(group);
                return await context.CheckUniqueAsync(group, token) is { } failure ? failure : new Change<Guid>("group.create", group.Name, group.Id, $"gid {group.Gid}");
            },
            cancellationToken,
            new Attempt("group.create", request.Name));
        return await ReadBackAsync(made, cancellationToken);
    }

    /// <summary>Changes a group.</summary>
    public async Task<Outcome<GroupResponse>> UpdateAsync(Actor actor, string nameOrId, UpdateGroupRequest request, CancellationToken cancellationToken)
    {
        var changed = await ChangeAsync(
            actor,
            nameOrId,
            "group.change",
            async (context, group, token) =>
            {
                if (ExpectedVersion.Check(request.Version, group.Version) is { } outdated)
                {
                    return outdated;
                }

                group.Name = request.Name ?? group.Name;
                group.NormalizedName = group.Name.ToUpperInvariant();
                group.Gid = request.Gid ?? group.Gid;
                group.Description = request.Description?.Trim() ?? group.Description;
                return new Outcome(await context.CheckUniqueAsync(group, token));
            },
            cancellationToken);
        return await ReadBackAsync(changed, cancellationToken);
    }

    /// <summary>Deletes a group with its permissions; its members stay.</summary>
    public async Task<Outcome> DeleteAsync(Actor actor, string nameOrId, CancellationToken cancellationToken)
    {
        var deleted = await ChangeAsync(
            actor,
            nameOrId,
            "group.delete",
            (context, group, _) =>
            {
                context.Groups.Remove(group);
                return Task.FromResult(Outcome.Success);
            },
            cancellationToken);
        return new Outcome(deleted.Failure);
    }

    /// <summary>Makes an account a member; one that is a member stays it.</summary>
    public Task<Outcome> AddMemberAsync(Actor actor, string nameOrId, string user, CancellationToken cancellationToken) =>
        ChangeMemberAsync(actor, nameOrId, user, isMember: true, cancellationToken);

    /// <summary>Takes an account out; one that is no member stays none.</summary>
    public Task<Outcome> RemoveMemberAsync(Actor actor, string nameOrId, string user, CancellationToken cancellationToken) =>
        ChangeMemberAsync(actor, nameOrId, user, isMember: false, cancellationToken);

    private async Task<Outcome> ChangeMemberAsync(Actor actor, string nameOrId, string userNameOrId, bool isMember, CancellationToken cancellationToken)
    {
        var changed = await ChangeAsync(
            actor,
            nameOrId,
            isMember ? $"group.add {userNameOrId}" : $"group.remove {userNameOrId}",
            async (context, group, token) =>
            {
                if (await context.FindUserAsync(userNameOrId, token) is not { } user)
                {
                    return UserRows.Unknown(userNameOrId);
                }

                var present = group.Memberships.Find(row => row.UserId == user.Id);
                if (isMember && present is null)
                {
                    context.Memberships.Add(new MembershipEntity { GroupId = group.Id, UserId = user.Id });
                }
                else if (!isMember && present is not null)
                {
                    context.Memberships.Remove(present);
                }

                return Outcome.Success;
            },
            cancellationToken);
        return new Outcome(changed.Failure);
    }

    private Task<Outcome<Guid>> ChangeAsync(
        Actor actor,
        string nameOrId,
        string action,
        Func<ControlPlaneDbContext, GroupEntity, CancellationToken, Task<Outcome>> change,
        CancellationToken cancellationToken) => changes.RunAsync<Guid>(
        actor,
        async (context, token) =>
        {
            if (await context.FindGroupAsync(nameOrId, token) is not { } group)
            {
                return GroupRows.Unknown(nameOrId);
            }

            var subject = group.Name;
            return (await change(context, group, token)).Failure is { } failure ? failure : new Change<Guid>(action, subject, group.Id);
        },
        cancellationToken,
        new Attempt(action, nameOrId));

    private async Task<Outcome<GroupResponse>> ReadBackAsync(Outcome<Guid> changed, CancellationToken cancellationToken) =>
        changed.Failure is { } failure ? failure : await FindAsync(changed.Value.ToString(), cancellationToken);
}
