using System.Security.Claims;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Running;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace DittoFs.Web.AdminConsole;

/// <summary>
/// Ends live pages of accounts that were disabled or given another role at once, and those whose sessions were ended within seconds: the cookie is only looked at when a page is loaded.
/// </summary>
internal sealed class AccountRevalidation : RevalidatingServerAuthenticationStateProvider
{
    private readonly AccountDirectory accounts;
    private Task<AuthenticationState>? present;

    /// <summary>Watches the accounts until it is disposed of with its page.</summary>
    public AccountRevalidation(ILoggerFactory loggers, AccountDirectory accounts)
        : base(loggers)
    {
        this.accounts = accounts;
        AuthenticationStateChanged += state => present = state;
        accounts.Changed += EndIfOut;
    }

    /// <inheritdoc/>
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        Task.FromResult(IsGood(authenticationState.User));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        accounts.Changed -= EndIfOut;
        base.Dispose(disposing);
    }

    private bool IsGood(ClaimsPrincipal user) => user.FindAccount(accounts) is { } account && HasRole(user, account);

    // A browser that ends all other sessions, or changes its password, is still waiting for the cookie that comes in place of its own.
    private bool IsIn(ClaimsPrincipal user) => user.FindAccountBehind(accounts) is { } account && HasRole(user, account);

    private static bool HasRole(ClaimsPrincipal user, AccountState account) => user.IsInRole(account.Role.ToString().ToLowerInvariant());

    private void EndIfOut()
    {
        if (present is { IsCompletedSuccessfully: true } state && state.Result.User is { Identity.IsAuthenticated: true } user && !IsIn(user))
        {
            SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
        }
    }
}
