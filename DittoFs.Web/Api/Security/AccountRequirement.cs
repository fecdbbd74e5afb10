using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.ApiKeys;
using DittoFs.Web.ControlPlane.Running;
using Microsoft.AspNetCore.Authorization;

namespace DittoFs.Web.Api.Security;

/// <summary>The account must exist, be enabled, and have at least this role now.</summary>
/// <param name="Least">The least role.</param>
/// <param name="EvenMustChange">An account that must choose a new password may do it too.</param>
internal sealed record AccountRequirement(AccountRole Least, bool EvenMustChange) : IAuthorizationRequirement;

/// <summary>Checks <see cref="AccountRequirement"/> against what is known of accounts now, whatever the token says.</summary>
internal sealed class AccountRequirementHandler(AccountDirectory accounts) : AuthorizationHandler<AccountRequirement>
{
    /// <summary>Why an account with the right role is refused nevertheless.</summary>
    public const string PasswordChangeRequired = "password_change_required";

    /// <inheritdoc/>
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AccountRequirement requirement)
    {
        var account = context.User.FindAccount(accounts);
        if (account is { MustChangePassword: true } && !requirement.EvenMustChange)
        {
            context.Fail(new AuthorizationFailureReason(this, PasswordChangeRequired));
        }
        else if (account?.Role >= requirement.Least && MayKey(context, requirement.Least))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    /// <summary>Whether the API key that proved the account, if one did, may do this too.</summary>
    private static bool MayKey(AuthorizationHandlerContext context, AccountRole least)
    {
        if (!context.User.HasClaim(claim => claim.Type == AccountClaims.ApiKey))
        {
            return true;
        }

        return context.Resource is HttpContext http
            && http.Items[typeof(ApiKeyState)] is ApiKeyState key
            && key.Role >= least
            && http.Request.Path.StartsWithSegments(ApiEndpoints.Root, StringComparison.OrdinalIgnoreCase, out var rest)
            && key.Allows(rest.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault("").ToLowerInvariant(), HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method));
    }
}
