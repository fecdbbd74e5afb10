using System.Net;
using System.Security.Claims;
using DittoFs.Web.ControlPlane.Running;
using Microsoft.AspNetCore.Identity;

namespace DittoFs.Web.ControlPlane.Accounts;

/// <summary>How an account is written into tokens and cookies, and read back.</summary>
internal static class AccountClaims
{
    /// <summary>The account's id.</summary>
    public const string Subject = "sub";

    /// <summary>The account's name.</summary>
    public const string Name = "name";

    /// <summary>The account's role, as the contracts write it.</summary>
    public const string Role = "role";

    /// <summary>The account's security stamp.</summary>
    public const string Stamp = "stamp";

    /// <summary>The name of the API key that proved the account; absent for other proofs.</summary>
    public const string ApiKey = "api_key";

    /// <summary>The claims of <paramref name="account"/>.</summary>
    public static Dictionary<string, object> ToDictionary(AccountState account) => new()
    {
        [Subject] = account.Id.ToString(),
        [Name] = account.UserName,
        [Role] = account.Role.ToString().ToLowerInvariant(),
        [Stamp] = account.SecurityStamp,
    };

    /// <summary>A principal of <paramref name="account"/> for a cookie.</summary>
    public static ClaimsPrincipal ToPrincipal(AccountState account, string scheme) =>
        new(new ClaimsIdentity(ToDictionary(account).Select(claim => new Claim(claim.Key, (string)claim.Value)), scheme, Name, Role));

    /// <summary>The enabled account that <paramref name="principal"/> stands for, as it is now; null when its sessions were ended.</summary>
    public static AccountState? FindAccount(this ClaimsPrincipal principal, AccountDirectory accounts) =>
        Guid.TryParse(principal.FindFirstValue(Subject), out var id) ? accounts.Find(id, principal.FindFirstValue(Stamp)) : null;

    /// <summary>The enabled account that <paramref name="principal"/> stands for, as it is now, also when its sessions were ended.</summary>
    public static AccountState? FindAccountBehind(this ClaimsPrincipal principal, AccountDirectory accounts) =>
        Guid.TryParse(principal.FindFirstValue(Subject), out var id) ? accounts.Find(id) : null;

    /// <summary>Who <paramref name="principal"/> is, for the audit log.</summary>
    public static Actor ToActor(this ClaimsPrincipal principal, IPAddress? address) => new(
        principal.FindFirstValue(Name) ?? "nobody",
        Guid.TryParse(principal.FindFirstValue(Subject), out var id) ? id : null,
        address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address,
        principal.FindFirstValue(ApiKey) is { } key ? $"{Actor.ViaApiKey} {key}" : principal.Identity?.AuthenticationType == IdentityConstants.ApplicationScheme ? Actor.ViaConsole : Actor.ViaRest);
}
