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

/// <summary>The request must have come through the control socket.</summary>
internal sealed record LocalRequirement : IAuthorizationRequirement;

/// <summary>Checks <see cref="AccountRequirement"/> against what is known of accounts now, whatever the token says.</summary>
internal sealed class AccountRequirementHandler(AccountDirectory accounts) : IAuthorizationHandler
{
    /// <summary>Why an account with the right role is refused nevertheless.</summary>
    public const string PasswordChangeRequired = "password_change_required";

    /// <summary>Why the local administrator is refused what is about an account of its own.</summary>
    public const string AccountRequired = "account_required";

    /// <summary>Why an account is refused what only the control socket may ask for.</summary>
    public const string ControlSocketRequired = "control_socket_required";

    /// <inheritdoc/>
    public Task HandleAsync(AuthorizationHandlerContext context)
    {
        var isLocal = LocalPeerAuthentication.IsLocalAdministrator(context.User);
        foreach (var requirement in context.PendingRequirements.ToList())
        {
            if (requirement is AccountRequirement account)
            {
                Check(context, account, isLocal);
            }
            else if (requirement is LocalRequirement && isLocal)
            {
                context.Succeed(requirement);
            }
            else if (requirement is LocalRequirement)
            {
                context.Fail(new AuthorizationFailureReason(this, ControlSocketRequired));
            }
        }

        return Task.CompletedTask;
    }

    private void Check(AuthorizationHandlerContext context, AccountRequirement requirement, bool isLocal)
    {
        if (isLocal && requirement.EvenMustChange)
        {
            context.Fail(new AuthorizationFailureReason(this, AccountRequired));
            return;
        }

        if (isLocal)
        {
            context.Succeed(requirement);
            return;
        }

        var account = context.User.FindAccount(accounts);
        if (account is { MustChangePassword: true } && !requirement.EvenMustChange)
        {
            context.Fail(new AuthorizationFailureReason(this, PasswordChangeRequired));
        }
        else if (account?.Role >= requirement.Least && MayKey(context, requirement.Least))
        {
            context.Succeed(requirement);
        }
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
