using System.Net;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Audit;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.FirstStart;
using DittoFs.Web.ControlPlane.Running;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Accounts;

/// <summary>Checks a name and a password, for the API and for the console. Every try is in the audit log; a refused one never says what was wrong.</summary>
internal sealed class SignInService(
    ControlPlaneDatabase database, PasswordService passwords, SignInThrottle throttle, AuditLog audit, InitialPassword initialPassword, TimeProvider clock, ILogger<SignInService> log)
{
    private const string Action = "sign-in";

    /// <summary>The account that name and password belong to.</summary>
    /// <param name="userName">The name as it was typed.</param>
    /// <param name="password">The password.</param>
    /// <param name="address">From where.</param>
    /// <param name="via">By which way in, for the audit log.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Outcome<AccountState>> SignInAsync(string userName, string password, IPAddress? address, string via, CancellationToken cancellationToken)
    {
        var name = userName.Trim().ToUpperInvariant();
        await using var context = database.CreateDbContext();
        var user = await context.Users.AsNoTracking().FirstOrDefaultAsync(row => row.NormalizedUserName == name, cancellationToken);
        var isLast = user is not null && await context.CheckNotLastAdministratorAsync(user, cancellationToken) is not null;
        var wait = throttle.WaitFor(address, name, isLast);
        if (wait > TimeSpan.Zero)
        {
            return new Failure(ControlPlaneError.SignInThrottled, $"Too many failed sign-ins. Try again in {Math.Ceiling(wait.TotalSeconds)} seconds.", RetryAfter: wait);
        }

        var knowsPassword = passwords.Verify(user, password);
        return knowsPassword && user!.Enabled
            ? await AcceptAsync(context, user, address, via, cancellationToken)
            : await RefuseAsync(userName, name, address, via, cancellationToken);
    }

    private async Task<Outcome<AccountState>> AcceptAsync(ControlPlaneDbContext context, ApplicationUser user, IPAddress? address, string via, CancellationToken cancellationToken)
    {
        throttle.NoteSuccess(address, user.NormalizedUserName!);
        var now = clock.GetUtcNow().UtcDateTime;

        // Not through the tracked row: a sign-in is no change of the account that an editor of it would have to know of.
        await context.Users.Where(row => row.Id == user.Id).ExecuteUpdateAsync(update => update.SetProperty(row => row.LastSignInAt, now), cancellationToken);
        await audit.NoteAsync(new Actor(user.UserName!, user.Id, address, via), Action, user.UserName!, succeeded: true, detail: null, cancellationToken);
        if (user.Role == AccountRole.Admin)
        {
            initialPassword.Forget();
        }

        return new AccountState(user.Id, user.UserName!, user.Role, user.MustChangePassword, user.SecurityStamp!);
    }

    private async Task<Outcome<AccountState>> RefuseAsync(string userName, string name, IPAddress? address, string via, CancellationToken cancellationToken)
    {
        throttle.NoteFailure(address, name);
        log.SignInFailed(userName, address?.ToString());
        await audit.NoteAsync(new Actor(userName, null, address, via), Action, userName, succeeded: false, detail: null, cancellationToken);
        return new Failure(ControlPlaneError.SignInFailed, "Name or password is wrong, or the account is disabled.");
    }
}
