using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;

namespace DittoFs.Web.ControlPlane.Accounts;

/// <summary>Changes of one account that exists.</summary>
internal static class UserChanges
{
    /// <summary>Finds the account, checks its version, and makes the change.</summary>
    /// <returns>The account's id.</returns>
    public static Task<Outcome<Guid>> RunAsync(
        this ControlPlaneChanges changes,
        Actor actor,
        string nameOrId,
        string action,
        string? expectedVersion,
        Func<ControlPlaneDbContext, ApplicationUser, CancellationToken, Task<Outcome>> change,
        CancellationToken cancellationToken) => changes.RunAsync<Guid>(
        actor,
        async (context, token) =>
        {
            if (await context.FindUserAsync(nameOrId, token) is not { } user)
            {
                return UserRows.Unknown(nameOrId);
            }

            var subject = user.UserName!;
            var failure = ExpectedVersion.Check(expectedVersion, user.ConcurrencyStamp) ?? (await change(context, user, token)).Failure;
            return failure is null ? new Change<Guid>(action, subject, user.Id) : failure;
        },
        cancellationToken,
        new Attempt(action, nameOrId));
}
