using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.FirstStart;

/// <summary>
/// Lets whoever reads the start report make the first administrator: by a token that works once, expires, and lives only in the memory of this process.
/// </summary>
internal sealed class SetupService(ControlPlaneDatabase database, UserService users, TimeProvider clock)
{
    /// <summary>How long a token works.</summary>
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(24);

    private const int TokenBytes = 32;

    private Ticket? ticket;

    /// <summary>Whether the first administrator is still missing.</summary>
    public async Task<bool> IsRequiredAsync(CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return !await context.Users.AnyAsync(user => user.Role == AccountRole.Admin, cancellationToken);
    }

    /// <summary>A new token; an older one is void.</summary>
    public string IssueToken()
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        ticket = new Ticket(Hash(token), clock.GetUtcNow() + TokenLifetime);
        return token;
    }

    /// <summary>Makes the first administrator and uses the token up.</summary>
    public async Task<Outcome<UserResponse>> CompleteAsync(SetupRequest request, IPAddress? address, CancellationToken cancellationToken)
    {
        if (!await IsRequiredAsync(cancellationToken))
        {
            return new Failure(ControlPlaneError.SetupDone, "There is an administrator already. Sign in as an administrator to make others.");
        }

        // Taken before it is used, so that two requests at once make one administrator.
        var taken = Interlocked.Exchange(ref ticket, null);
        if (taken is null || clock.GetUtcNow() >= taken.ExpiresAt || !CryptographicOperations.FixedTimeEquals(taken.Hash, Hash(request.Token)))
        {
            Interlocked.CompareExchange(ref ticket, taken, null);
            return new Failure(ControlPlaneError.SetupTokenInvalid, "The set-up link is wrong, used or expired. Restart the server: it prints a new one.", "token");
        }

        var made = await users.CreateAsync(new Actor("set-up", null, address, Actor.ViaRest), ToAccount(request), cancellationToken);
        if (!made.IsSuccess)
        {
            Interlocked.CompareExchange(ref ticket, taken, null);
        }

        return made;
    }

    private static CreateUserRequest ToAccount(SetupRequest request) => new()
    {
        UserName = request.UserName,
        Password = request.Password,
        DisplayName = request.DisplayName,
        Uid = request.Uid,
        Role = AccountRole.Admin,
    };

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private sealed record Ticket(byte[] Hash, DateTimeOffset ExpiresAt);
}
