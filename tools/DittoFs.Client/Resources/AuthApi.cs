using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>Sign-in and the caller's own account.</summary>
public sealed class AuthApi
{
    private readonly ApiConnection _connection;

    internal AuthApi(ApiConnection connection) => _connection = connection;

    /// <summary>Signs in. The caller keeps the tokens.</summary>
    public Task<TokenResponse> LoginAsync(LoginRequest request, CancellationToken cancellationToken) => _connection.SendUnsignedAsync(
        "auth/login", request, ClientJson.Default.LoginRequest, ClientJson.Default.TokenResponse, cancellationToken);

    /// <summary>Ends the session that <paramref name="refreshToken"/> belongs to.</summary>
    public Task LogoutAsync(string refreshToken, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, "auth/logout", new RefreshRequest { RefreshToken = refreshToken }, ClientJson.Default.RefreshRequest, cancellationToken);

    /// <summary>The caller's account.</summary>
    public Task<UserResponse> GetMeAsync(CancellationToken cancellationToken) =>
        _connection.GetAsync("auth/me", ClientJson.Default.UserResponse, cancellationToken);

    /// <summary>The caller's own sign-ins that can still be renewed.</summary>
    public async Task<IReadOnlyList<SignInResponse>> ListSignInsAsync(CancellationToken cancellationToken) =>
        await _connection.GetAsync("auth/sign-ins", ClientJson.Default.SignInResponseArray, cancellationToken).ConfigureAwait(false);

    /// <summary>Ends all sign-ins of the caller, this one included.</summary>
    public Task EndSignInsAsync(CancellationToken cancellationToken) => _connection.SendAsync(HttpMethod.Delete, "auth/sign-ins", cancellationToken);

    /// <summary>Changes the caller's own password.</summary>
    public Task ChangePasswordAsync(ChangePasswordRequest request, CancellationToken cancellationToken) =>
        _connection.SendAsync(HttpMethod.Post, "auth/password", request, ClientJson.Default.ChangePasswordRequest, cancellationToken);
}
