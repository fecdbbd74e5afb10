using DittoFs.Storage;
using DittoFs.Web.ControlPlane.Secrets;
using Microsoft.IdentityModel.Tokens;

namespace DittoFs.Web.ControlPlane.Accounts;

/// <summary>What access tokens are signed and checked with. The key outlives restarts, so tokens do too.</summary>
internal sealed class TokenKeys(StorageOptions storage)
{
    /// <summary>Who issues tokens and whom they are for.</summary>
    public const string Issuer = "dittofs";

    private const int KeyBytes = 64;

    private readonly Lazy<SymmetricSecurityKey> key = new(() =>
        new SymmetricSecurityKey(SecretFile.ReadOrCreate(Path.Combine(storage.DataDirectory, "token-signing-key"), KeyBytes)));

    /// <summary>Signs a token.</summary>
    public SigningCredentials Signing => new(key.Value, SecurityAlgorithms.HmacSha256);

    /// <summary>What a token must fulfil.</summary>
    public TokenValidationParameters Validation => new()
    {
        IssuerSigningKey = key.Value,
        ValidIssuer = Issuer,
        ValidAudience = Issuer,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        ClockSkew = TimeSpan.Zero,
        NameClaimType = AccountClaims.Name,
        RoleClaimType = AccountClaims.Role,
    };
}
