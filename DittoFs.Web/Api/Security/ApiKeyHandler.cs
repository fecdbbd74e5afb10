using System.Security.Claims;
using System.Text.Encodings.Web;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.ApiKeys;
using DittoFs.Web.ControlPlane.Running;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace DittoFs.Web.Api.Security;

/// <summary>
/// Takes an API key, as <c>Authorization: Bearer dfs_…</c> or as <c>X-Api-Key</c>. The principal is that of the account as it is now, so what ends the account ends its keys.
/// </summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiKeyDirectory keys, AccountDirectory accounts)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>The scheme's name.</summary>
    public const string SchemeName = "ApiKey";

    /// <summary>The header that has nothing but the key.</summary>
    public const string HeaderName = "X-Api-Key";

    private const string Bearer = "Bearer ";

    /// <summary>Whether a request's token is a key.</summary>
    public static bool IsKey(string? authorization) => authorization?.StartsWith(Bearer + ApiKeyText.Start, StringComparison.OrdinalIgnoreCase) == true;

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    private AuthenticateResult Authenticate()
    {
        // One proof for each request: a token beside a key would make two persons of one.
        var authorization = Request.Headers[HeaderNames.Authorization].ToString();
        var text = authorization.Length == 0 ? Request.Headers[HeaderName].ToString() : IsKey(authorization) ? authorization[Bearer.Length..].Trim() : "";
        if (text.Length == 0)
        {
            return AuthenticateResult.NoResult();
        }

        if (keys.Find(text) is not { } key || accounts.Find(key.UserId) is not { } account)
        {
            return AuthenticateResult.Fail("The API key is unknown, revoked or expired, or its account is disabled.");
        }

        keys.NoteUse(key, Context.Connection.RemoteIpAddress);
        var identity = (ClaimsIdentity)AccountClaims.ToPrincipal(account, SchemeName).Identity!;
        identity.AddClaim(new Claim(AccountClaims.ApiKey, key.Name));
        Context.Items[typeof(ApiKeyState)] = key;
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }
}
