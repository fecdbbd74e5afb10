using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Accounts;

/// <summary>Accounts: list, make, change, delete. Every method may be called from any thread.</summary>
internal sealed partial class UserService(ControlPlaneDatabase database, ControlPlaneChanges changes, PasswordService passwords, TimeProvider clock)
{
    private static readonly SortOrder<ApplicationUser> Order = new SortOrder<ApplicationUser>(user => user.NormalizedUserName)
        .By("uid", user => user.Uid).By("gid", user => user.Gid).By("role", user => user.Role).By("createdAt", user => user.CreatedAt)
        .By("lastSignInAt", user => user.LastSignInAt, user => user.LastSignInAt != null);

    /// <summary>Accounts in the order that is asked for.</summary>
    public async Task<Page<UserResponse>> ListAsync(ListQuery query, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var rows = context.Users.AsNoTracking().Include(user => user.Memberships).ThenInclude(row => row.Group)
            .Where(user => query.Search == null || user.NormalizedUserName!.Contains(query.NormalizedSearch));
        return await query.PageAsync(Order.Apply(rows, query.Sort), UserMap.ToResponse, cancellationToken);
    }

    /// <summary>One account, by name or id.</summary>
    public async Task<Outcome<UserResponse>> FindAsync(string nameOrId, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return await context.FindUserAsync(nameOrId, cancellationToken) is { } user ? UserMap.ToResponse(user) : UserRows.Unknown(nameOrId);
    }

    /// <summary>Makes an account.</summary>
    public async Task<Outcome<UserResponse>> CreateAsync(Actor actor, CreateUserRequest request, CancellationToken cancellationToken)
    {
        var made = await changes.RunAsync<Guid>(
            actor,
            async (context, token) =>
            {
                var user = New(request, request.Uid ?? await context.NextUidAsync(token));
                if ((PasswordService.Check(request.UserName, request.Password, "password") ?? await context.CheckUniqueAsync(user, token)) is { } failure)
                {
                    return failure;
                }

                passwords.Set(user, request.Password, request.MustChangePassword);
                context.Users.Add(user);
                return new Change<Guid>("user.create", request.UserName, user.Id, $"uid {user.Uid}, role {user.Role}");
            },
            cancellationToken,
            new Attempt("user.create", request.UserName));
        return await ReadBackAsync(made, cancellationToken);
    }

    /// <summary>Changes an account.</summary>
    public async Task<Outcome<UserResponse>> UpdateAsync(Actor actor, string nameOrId, UpdateUserRequest request, CancellationToken cancellationToken)
    {
        var changed = await changes.RunAsync(actor, nameOrId, "user.change", request.Version, (context, user, token) => ApplyAsync(context, user, request, token), cancellationToken);
        return await ReadBackAsync(changed, cancellationToken);
    }

    /// <summary>Enables or disables an account; disabling ends its sessions at once.</summary>
    public async Task<Outcome<UserResponse>> SetEnabledAsync(Actor actor, string nameOrId, bool enabled, CancellationToken cancellationToken)
    {
        var changed = await changes.RunAsync(
            actor,
            nameOrId,
            enabled ? "user.enable" : "user.disable",
            expectedVersion: null,
            async (context, user, token) =>
            {
                var failure = enabled ? null : await context.CheckNotLastAdministratorAsync(user, token);
                if (failure is null && user.Enabled != enabled)
                {
                    user.Enabled = enabled;
                    PasswordService.EndSessions(user);
                }

                return new Outcome(failure);
            },
            cancellationToken);
        return await ReadBackAsync(changed, cancellationToken);
    }

    /// <summary>Gives an account a password; its sessions end.</summary>
    public async Task<Outcome> SetPasswordAsync(Actor actor, string nameOrId, SetPasswordRequest request, CancellationToken cancellationToken)
    {
        var changed = await changes.RunAsync(
            actor,
            nameOrId,
            "user.password",
            expectedVersion: null,
            (_, user, _) =>
            {
                var failure = PasswordService.Check(user.UserName!, request.Password, "password");
                if (failure is null)
                {
                    passwords.Set(user, request.Password, request.MustChangePassword);
                }

                return Task.FromResult(new Outcome(failure));
            },
            cancellationToken);
        return new Outcome(changed.Failure);
    }

    /// <summary>Changes an account's own password; its other sessions end.</summary>
    public async Task<Outcome> ChangePasswordAsync(Actor actor, Guid id, ChangePasswordRequest request, CancellationToken cancellationToken)
    {
        var changed = await changes.RunAsync(
            actor, id.ToString(), "user.password", expectedVersion: null, (_, user, _) => Task.FromResult(ChangePassword(user, request)), cancellationToken);
        return new Outcome(changed.Failure);
    }

    /// <summary>Deletes an account with its memberships and permissions. Files keep its uid.</summary>
    public async Task<Outcome> DeleteAsync(Actor actor, string nameOrId, CancellationToken cancellationToken)
    {
        var deleted = await changes.RunAsync(
            actor,
            nameOrId,
            "user.delete",
            expectedVersion: null,
            async (context, user, token) =>
            {
                var failure = await context.CheckNotLastAdministratorAsync(user, token);
                if (failure is null)
                {
                    context.Users.Remove(user);
                }

                return new Outcome(failure);
            },
            cancellationToken);
        return new Outcome(deleted.Failure);
    }

    private async Task<Outcome<UserResponse>> ReadBackAsync(Outcome<Guid> changed, CancellationToken cancellationToken) =>
        changed.Failure is { } failure ? failure : await FindAsync(changed.Value.ToString(), cancellationToken);
}
