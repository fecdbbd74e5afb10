using DittoFs.Web.Api.Contracts;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace DittoFs.Web.Api.Security;

/// <summary>Who may do what. Those of the API take bearer tokens, API keys or the control socket, those of the console take its cookie.</summary>
internal static class Policies
{
    /// <summary>API: any account, about itself; also one that must choose a new password.</summary>
    public const string Self = "api.self";

    /// <summary>API: any account, about what is its own.</summary>
    public const string Use = "api.use";

    /// <summary>API: operators and administrators read, enable, disable and restart.</summary>
    public const string Operate = "api.operate";

    /// <summary>API: administrators.</summary>
    public const string Manage = "api.manage";

    /// <summary>API: whoever may open the control socket, and nobody over a network.</summary>
    public const string Local = "api.local";

    /// <summary>Metrics and the state of stores: this machine, the networks that may, and accounts that operate.</summary>
    public const string Observe = "observe";

    /// <summary>Console: any account, about itself.</summary>
    public const string ConsoleSelf = "console.self";

    /// <summary>Console: operators and administrators.</summary>
    public const string ConsoleOperate = "console.operate";

    /// <summary>Console: administrators.</summary>
    public const string ConsoleManage = "console.manage";

    /// <summary>Registers all of them.</summary>
    public static void AddPolicies(this IServiceCollection services)
    {
        services.AddSingleton<IAuthorizationHandler, AccountRequirementHandler>();
        services.AddSingleton<IAuthorizationHandler, ObserverRequirementHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ApiAuthorizationResultHandler>();
        services.AddAuthorizationBuilder()
            .AddPolicy(Self, policy => RequireOfApi(policy, new AccountRequirement(AccountRole.User, EvenMustChange: true)))
            .AddPolicy(Use, policy => RequireOfApi(policy, new AccountRequirement(AccountRole.User, EvenMustChange: false)))
            .AddPolicy(Operate, policy => RequireOfApi(policy, new AccountRequirement(AccountRole.Operator, EvenMustChange: false)))
            .AddPolicy(Manage, policy => RequireOfApi(policy, new AccountRequirement(AccountRole.Admin, EvenMustChange: false)))
            .AddPolicy(Local, policy => RequireOfApi(policy, new LocalRequirement()))
            .AddPolicy(Observe, policy => policy.AddAuthenticationSchemes(JwtBearerDefaults.AuthenticationScheme).AddRequirements(new ObserverRequirement()))
            .AddPolicy(ConsoleSelf, policy => Require(policy, IdentityConstants.ApplicationScheme, AccountRole.User, evenMustChange: true))
            .AddPolicy(ConsoleOperate, policy => Require(policy, IdentityConstants.ApplicationScheme, AccountRole.Operator))
            .AddPolicy(ConsoleManage, policy => Require(policy, IdentityConstants.ApplicationScheme, AccountRole.Admin));
    }

    private static void RequireOfApi(AuthorizationPolicyBuilder policy, IAuthorizationRequirement requirement) => policy
        .AddAuthenticationSchemes(JwtBearerDefaults.AuthenticationScheme, ApiKeyHandler.SchemeName, LocalPeerAuthentication.SchemeName)
        .RequireAuthenticatedUser()
        .AddRequirements(requirement);

    private static void Require(AuthorizationPolicyBuilder policy, string scheme, AccountRole least, bool evenMustChange = false) => policy
        .AddAuthenticationSchemes(scheme)
        .RequireAuthenticatedUser()
        .AddRequirements(new AccountRequirement(least, evenMustChange));
}
