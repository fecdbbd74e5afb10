using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Accounts;

/// <summary>The sign-ins of one account over the API, and the end of all that it has anywhere.</summary>
internal sealed class OwnSignIns(ControlPlaneDatabase database, ControlPlaneChanges changes, TimeProvider clock)
{
    /// <summary>Sign-ins over the API that can still be renewed, the last renewed first. Those of browsers are not counted: a cookie is known to its browser alone.</summary>
    public async Task<IReadOnlyList<SignInResponse>> ListAsync(Guid account, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var now = clock.GetUtcNow().UtcDateTime;
        var stamp = await context.Users.Where(user => user.Id == account).Select(user => user.SecurityStamp).FirstOrDefaultAsync(cancellationToken);
        var rows = await context.RefreshTokens.AsNoTracking()
            .Where(token => token.UserId == account && token.UsedAt == null && token.ExpiresAt > now && token.SecurityStamp == stamp)
            .OrderByDescending(token => token.ExpiresAt)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => new SignInResponse(row.Family, row.ExpiresAt - TokenService.RefreshLifetime, row.ExpiresAt))];
    }

    /// <summary>Ends every sign-in of an account: tokens and cookies are void from now on, the one that asks included. SMB sessions go on.</summary>
    public async Task<Outcome> EndAllAsync(Actor actor, Guid account, CancellationToken cancellationToken)
    {
        var ended = await changes.RunAsync(
            actor,
            account.ToString(),
            "user.end-sign-ins",
            expectedVersion: null,
            (_, user, _) =>
            {
                PasswordService.EndSessions(user);
                return Task.FromResult(Outcome.Success);
            },
            cancellationToken);
        return new Outcome(ended.Failure);
    }
}
