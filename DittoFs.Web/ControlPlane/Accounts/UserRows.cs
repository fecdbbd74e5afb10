using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Accounts;

/// <summary>Finds accounts, and checks what must hold between them.</summary>
internal static class UserRows
{
    private const uint FirstFreeNumber = 10_000;

    /// <summary>The account that <paramref name="nameOrId"/> names, or null.</summary>
    public static Task<ApplicationUser?> FindUserAsync(this ControlPlaneDbContext context, string nameOrId, CancellationToken cancellationToken)
    {
        var users = context.Users.Include(user => user.Memberships).ThenInclude(row => row.Group);
        var name = nameOrId.ToUpperInvariant();
        return Guid.TryParse(nameOrId, out var id)
            ? users.FirstOrDefaultAsync(user => user.Id == id, cancellationToken)
            : users.FirstOrDefaultAsync(user => user.NormalizedUserName == name, cancellationToken);
    }

    /// <summary>Says that there is no such account.</summary>
    public static Failure Unknown(string nameOrId) => new(ControlPlaneError.UserUnknown, $"There is no user '{nameOrId}'.");

    /// <summary>Null when no other account has the name or uid of <paramref name="user"/>.</summary>
    public static async Task<Failure?> CheckUniqueAsync(this ControlPlaneDbContext context, ApplicationUser user, CancellationToken cancellationToken)
    {
        var others = context.Users.Where(other => other.Id != user.Id);
        if (Guid.TryParse(user.UserName, out _))
        {
            return new Failure(ControlPlaneError.FieldInvalid, "A name can't look like an id.", "userName");
        }

        if (await others.AnyAsync(other => other.NormalizedUserName == user.NormalizedUserName, cancellationToken))
        {
            return new Failure(ControlPlaneError.UserExists, $"There is a user '{user.UserName}' already.", "userName");
        }

        return await others.AnyAsync(other => other.Uid == user.Uid, cancellationToken)
            ? new Failure(ControlPlaneError.UidTaken, $"Another user has the uid {user.Uid}.", "uid")
            : null;
    }

    /// <summary>Null when an enabled administrator beside <paramref name="user"/> is left.</summary>
    public static async Task<Failure?> CheckNotLastAdministratorAsync(
        this ControlPlaneDbContext context, ApplicationUser user, CancellationToken cancellationToken)
    {
        var isOne = user is { Role: AccountRole.Admin, Enabled: true };
        return isOne && !await context.Users.AnyAsync(other => other.Id != user.Id && other.Enabled && other.Role == AccountRole.Admin, cancellationToken)
            ? new Failure(ControlPlaneError.LastAdministrator, $"'{user.UserName}' is the last enabled administrator: it can't be deleted, disabled or given another role.")
            : null;
    }

    /// <summary>A uid above all that were given out by number alone.</summary>
    public static async Task<uint> NextUidAsync(this ControlPlaneDbContext context, CancellationToken cancellationToken)
    {
        var highest = await context.Users.OrderByDescending(user => user.Uid).Select(user => user.Uid).FirstOrDefaultAsync(cancellationToken);
        return Math.Max(highest + 1, FirstFreeNumber);
    }
}
