using System.ComponentModel.DataAnnotations;

namespace DittoFs.Web.Api.Contracts;

/// <summary>A sign-in.</summary>
public sealed record LoginRequest
{
    /// <summary>The account's name.</summary>
    /// <example>admin</example>
    [Required, StringLength(64)]
    public string UserName { get; init; } = "";

    /// <summary>Its password.</summary>
    /// <example>correct horse battery staple</example>
    [Required, StringLength(256)]
    public string Password { get; init; } = "";
}

/// <summary>What proves who is calling.</summary>
/// <param name="AccessToken">Sent with each call as <c>Authorization: Bearer …</c>.</param>
/// <param name="AccessTokenExpiresAt">When it ends; then the refresh token gets a new pair.</param>
/// <param name="RefreshToken">Good for one refresh. Whoever has it is the account: keep it as a password.</param>
/// <param name="RefreshTokenExpiresAt">When it ends; then only the password helps.</param>
/// <param name="MustChangePassword">The account can do nothing but choose a new password.</param>
public sealed record TokenResponse(
    string AccessToken, DateTime AccessTokenExpiresAt, string RefreshToken, DateTime RefreshTokenExpiresAt, bool MustChangePassword);

/// <summary>A refresh token to use or to end.</summary>
public sealed record RefreshRequest
{
    /// <summary>The token of the last answer.</summary>
    [Required, StringLength(256)]
    public string RefreshToken { get; init; } = "";
}

/// <summary>A change of the caller's own password.</summary>
public sealed record ChangePasswordRequest
{
    /// <summary>The present password.</summary>
    [Required, StringLength(256)]
    public string CurrentPassword { get; init; } = "";

    /// <summary>10 to 256 characters, not the name, and not the present one.</summary>
    [Required, StringLength(256, MinimumLength = 10)]
    public string NewPassword { get; init; } = "";
}

/// <summary>Whether the first administrator is still missing.</summary>
/// <param name="Required">True until there is an administrator.</param>
public sealed record SetupStatusResponse(bool Required);

/// <summary>The first administrator.</summary>
public sealed record SetupRequest
{
    /// <summary>The token of the link that the server printed. It works once and expires.</summary>
    [Required, StringLength(128)]
    public string Token { get; init; } = "";

    /// <summary>The administrator's name.</summary>
    /// <example>admin</example>
    [Required, RegularExpression(Patterns.AccountName, ErrorMessage = Patterns.AccountNameRule)]
    public string UserName { get; init; } = "";

    /// <summary>10 to 256 characters, and not the name.</summary>
    [Required, StringLength(256, MinimumLength = 10)]
    public string Password { get; init; } = "";

    /// <summary>The name for people.</summary>
    [StringLength(128)]
    public string? DisplayName { get; init; }

    /// <summary>The user number that file clients send; the next free one when left out.</summary>
    [Range(1, 4294967294)]
    public uint? Uid { get; init; }
}
