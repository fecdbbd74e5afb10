using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Running;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace DittoFs.Web.AdminConsole;

/// <summary>Ends live pages of accounts that were disabled, or whose sessions were ended, within seconds: the cookie is only looked at when a page is loaded.</summary>
internal sealed class AccountRevalidation(ILoggerFactory loggers, AccountDirectory accounts) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    /// <inheritdoc/>
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        Task.FromResult(authenticationState.User.FindAccount(accounts) is not null);
}
