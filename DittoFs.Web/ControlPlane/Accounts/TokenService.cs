using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Running;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace DittoFs.Web.ControlPlane.Accounts;

/// <summary>
/// Tokens of the API: a short-lived access token that proves itself, and a refresh token that works once. All tokens of one sign-in are a family; when one is
/// used a second time, somebody has copied it, and the family ends.
/// </summary>
internal sealed class TokenService(ControlPlaneDatabase database, TokenKeys keys, AccountDirectory accounts, TimeProvider clock, ILogger<TokenService> log)
{
    private const int RefreshTokenBytes = 32;

    private static readonly TimeSpan AccessLifetime = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(14);

    /// <summary>The first tokens of a sign-in.</summary>
    public async Task<TokenResponse> IssueAsync(AccountState account, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var context = database.CreateDbContext();
        await context.RefreshTokens.Where(row => row.UserId == account.Id && row.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        return await AddAsync(context, account, Guid.NewGuid(), cancellationToken);
    }

    /// <summary>New tokens for an unused refresh token.</summary>
    public async Task<Outcome<TokenResponse>> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var hash = Hash(refreshToken);
        var row = await context.RefreshTokens.Include(token => token.User).FirstOrDefaultAsync(token => token.Hash == hash, cancellationToken);
        if (row is null || row.ExpiresAt <= clock.GetUtcNow().UtcDateTime || accounts.Find(row.UserId, row.SecurityStamp) is not { } account)
        {
            return Invalid;
        }

        if (row.UsedAt is not null)
        {
            log.RefreshTokenReused(account.UserName);
            await EndFamilyAsync(context, row.Family, cancellationToken);
            return Invalid;
        }

        row.UsedAt = clock.GetUtcNow().UtcDateTime;
        try
        {
            return await AddAsync(context, account, row.Family, cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Two requests with the same token at once: one of them is a copy.
            log.RefreshTokenReused(account.UserName);
            await EndFamilyAsync(context, row.Family, cancellationToken);
            return Invalid;
        }
    }

    /// <summary>Ends the sign-in that a refresh token belongs to. One that is unknown has ended already.</summary>
    public async Task EndAsync(string refreshToken, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var hash = Hash(refreshToken);
        if (await context.RefreshTokens.AsNoTracking().FirstOrDefaultAsync(token => token.Hash == hash, cancellationToken) is { } row)
        {
            await EndFamilyAsync(context, row.Family, cancellationToken);
        }
    }

    private static Failure Invalid { get; } = new(ControlPlaneError.RefreshTokenInvalid, "The refresh token is unknown, used, expired or ended. Sign in again.");

    private static Task EndFamilyAsync(ControlPlaneDbContext context, Guid family, CancellationToken cancellationToken) =>
        context.RefreshTokens.Where(row => row.Family == family).ExecuteDeleteAsync(cancellationToken);

    private async Task<TokenResponse> AddAsync(ControlPlaneDbContext context, AccountState account, Guid family, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var refreshToken = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RefreshTokenBytes));
        context.RefreshTokens.Add(new RefreshTokenEntity
        {
            Id = Guid.NewGuid(),
            UserId = account.Id,
            Family = family,
            Hash = Hash(refreshToken),
            SecurityStamp = account.SecurityStamp,
            ExpiresAt = now + RefreshLifetime,
        });
        await context.SaveChangesAsync(cancellationToken);
        return new TokenResponse(Sign(account, now), now + AccessLifetime, refreshToken, now + RefreshLifetime, account.MustChangePassword);
    }

    private string Sign(AccountState account, DateTime now) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = TokenKeys.Issuer,
        Audience = TokenKeys.Issuer,
        Claims = AccountClaims.ToDictionary(account),
        IssuedAt = now,
        NotBefore = now,
        Expires = now + AccessLifetime,
        SigningCredentials = keys.Signing,
    });

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
