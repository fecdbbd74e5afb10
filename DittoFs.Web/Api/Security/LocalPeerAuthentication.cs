using System.Security.Claims;
using System.Text.Encodings.Web;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.Hosting.Control;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace DittoFs.Web.Api.Security;

/// <summary>
/// Takes whoever came through the control socket for the local administrator: the file's mode has decided already who may open it. Who sends a token or a key there asks to be taken
/// for its account.
/// </summary>
internal sealed class LocalPeerAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>The scheme.</summary>
    public const string SchemeName = "ControlSocket";

    /// <summary>Whether <paramref name="principal"/> is the local administrator.</summary>
    public static bool IsLocalAdministrator(ClaimsPrincipal principal) => principal.Identities.Any(identity => identity.AuthenticationType == SchemeName);

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Context.Features.Get<LocalPeer>() is not { } peer || Request.Headers.Authorization.Count > 0 || Request.Headers.ContainsKey(ApiKeyHandler.HeaderName))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var identity = new ClaimsIdentity([new Claim(AccountClaims.Name, peer.Name)], SchemeName, AccountClaims.Name, AccountClaims.Role);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }

    // Who is not let in is told so by the tokens' scheme.
    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Task.CompletedTask;
}
