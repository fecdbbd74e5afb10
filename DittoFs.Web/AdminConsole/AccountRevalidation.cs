using System.Security.Claims;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Running;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace DittoFs.Web.AdminConsole;

/// <summary>
/// Ends live pages of accounts that were disabled or given another role, or whose sessions were ended: the cookie is only looked at when a page is loaded. Pages hear of a change at
/// once; looking again every few seconds is for what happened while a page was being opened.
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
        accounts.Changed += EndIfVoid;
    }

    /// <inheritdoc/>
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        Task.FromResult(IsGood(authenticationState.User));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        accounts.Changed -= EndIfVoid;
        base.Dispose(disposing);
    }

    private bool IsGood(ClaimsPrincipal user) =>
        user.FindAccount(accounts) is { } account && user.IsInRole(account.Role.ToString().ToLowerInvariant());

    private void EndIfVoid()
    {
        if (present is { IsCompletedSuccessfully: true } state && state.Result.User is { Identity.IsAuthenticated: true } user && !IsGood(user))
        {
            SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
        }
    }
}
