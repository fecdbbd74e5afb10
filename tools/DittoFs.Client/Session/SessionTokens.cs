using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Session;

/// <summary>What proves to a server who is calling. Whoever has it is the account: keep it as a password.</summary>
/// <param name="AccessToken">Sent with each call.</param>
/// <param name="AccessTokenExpiresAt">When it ends (UTC).</param>
/// <param name="RefreshToken">Good for one new pair of tokens.</param>
/// <param name="RefreshTokenExpiresAt">When that ends (UTC); then only the password helps.</param>
public sealed record SessionTokens(string AccessToken, DateTime AccessTokenExpiresAt, string RefreshToken, DateTime RefreshTokenExpiresAt)
{
    /// <summary>The tokens of a sign-in or a refresh.</summary>
    public static SessionTokens From(TokenResponse response) =>
        new(response.AccessToken, response.AccessTokenExpiresAt, response.RefreshToken, response.RefreshTokenExpiresAt);
}
