using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.ApiKeys;

/// <summary>Keys of accounts: an account makes and revokes its own, an administrator sees and revokes all. A change holds for the next call.</summary>
internal sealed class ApiKeyService(ControlPlaneDatabase database, ControlPlaneChanges changes, ApiKeyDirectory directory, TimeProvider clock)
{
    private const int KeysOfAccountMax = 100;

    /// <summary>Keys ordered by account and name.</summary>
    /// <param name="query">Which part.</param>
    /// <param name="owner">The account; null for the keys of all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Page<ApiKeyResponse>> ListAsync(ListQuery query, Guid? owner, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var rows = context.ApiKeys.AsNoTracking().Include(key => key.User)
            .Where(key => owner == null || key.UserId == owner)
            .Where(key => query.Search == null || key.NormalizedName.Contains(query.NormalizedSearch) || key.User!.NormalizedUserName!.Contains(query.NormalizedSearch))
            .OrderBy(key => key.User!.NormalizedUserName).ThenBy(key => key.NormalizedName);
        return await query.PageAsync(rows, ToResponse, cancellationToken);
    }

    /// <summary>Makes a key of the account that asks. The answer is the only one that has the key.</summary>
    public async Task<Outcome<CreatedApiKeyResponse>> CreateAsync(Actor actor, CreateApiKeyRequest request, CancellationToken cancellationToken)
    {
        var text = ApiKeyText.Make();
        var made = await changes.SaveAsync<ApiKeyEntity>(
            actor,
            async (context, token) =>
            {
                if (await context.Users.FirstOrDefaultAsync(row => row.Id == actor.Id, token) is not { } user)
                {
                    return new Failure(ControlPlaneError.UserUnknown, "Only an account has keys.");
                }

                var key = New(user, request, text);
                if (await CheckAsync(context, key, request, token) is { } failure)
                {
                    return failure;
                }

                context.ApiKeys.Add(key);
                return new Change<ApiKeyEntity>("api-key.create", request.Name, key, $"prefix {key.Prefix}, role {key.Role}{(key.ReadOnly ? ", read-only" : "")}");
            },
            cancellationToken,
            new Attempt("api-key.create", request.Name));
        if (made.Failure is { } failed)
        {
            return failed;
        }

        await directory.ReloadAsync(CancellationToken.None);
        return new CreatedApiKeyResponse(text, ToResponse(made.Value!));
    }

    /// <summary>Ends a key at once.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="id">The key.</param>
    /// <param name="ofAnybody">The one who asks may revoke keys of others too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Outcome> RevokeAsync(Actor actor, Guid id, bool ofAnybody, CancellationToken cancellationToken)
    {
        var revoked = await changes.SaveAsync<Guid>(
            actor,
            async (context, token) =>
            {
                var key = await context.ApiKeys.Include(row => row.User).FirstOrDefaultAsync(row => row.Id == id && (ofAnybody || row.UserId == actor.Id), token);
                if (key is null)
                {
                    return new Failure(ControlPlaneError.ApiKeyUnknown, $"There is no API key {id}.");
                }

                context.ApiKeys.Remove(key);
                return new Change<Guid>("api-key.revoke", key.Name, id, $"of {key.User!.UserName}, prefix {key.Prefix}");
            },
            cancellationToken,
            new Attempt("api-key.revoke", id.ToString("N")));
        if (revoked.IsSuccess)
        {
            await directory.ReloadAsync(CancellationToken.None);
        }

        return new Outcome(revoked.Failure);
    }

    private static async Task<Failure?> CheckAsync(ControlPlaneDbContext context, ApiKeyEntity key, CreateApiKeyRequest request, CancellationToken cancellationToken)
    {
        var unknown = request.Scopes.FirstOrDefault(scope => !ApiKeyScopes.All.Contains(scope));
        return unknown is not null ? new Failure(ControlPlaneError.FieldInvalid, $"'{unknown}' is no scope. There are {string.Join(", ", ApiKeyScopes.All)}.", "scopes")
            : key.ExpiresAt <= key.CreatedAt ? new Failure(ControlPlaneError.FieldInvalid, "It takes a time to come.", "expiresAt")
            : await context.ApiKeys.CountAsync(row => row.UserId == key.UserId, cancellationToken) >= KeysOfAccountMax
                ? new Failure(ControlPlaneError.FieldInvalid, $"An account has at most {KeysOfAccountMax} keys. Revoke those that nobody uses.", "name")
            : await context.ApiKeys.AnyAsync(row => row.UserId == key.UserId && row.NormalizedName == key.NormalizedName, cancellationToken)
                ? new Failure(ControlPlaneError.ApiKeyExists, $"The account has a key '{key.Name}' already.", "name")
            : null;
    }

    private ApiKeyEntity New(ApplicationUser user, CreateApiKeyRequest request, string text) => new()
    {
        Id = Guid.CreateVersion7(clock.GetUtcNow()),
        UserId = user.Id,
        User = user,
        Name = request.Name,
        NormalizedName = request.Name.ToUpperInvariant(),
        Prefix = ApiKeyText.PrefixOf(text)!,
        Hash = ApiKeyText.Hash(text),
        Role = request.Role ?? user.Role,
        ReadOnly = request.ReadOnly,
        Scopes = string.Join(',', request.Scopes.Distinct().Order(StringComparer.Ordinal)),
        CreatedAt = clock.GetUtcNow().UtcDateTime,
        ExpiresAt = request.ExpiresAt?.UtcDateTime,
    };

    private ApiKeyResponse ToResponse(ApiKeyEntity key)
    {
        var use = directory.LastUseOf(key.Id);
        return new ApiKeyResponse(
            key.Id, key.Name, key.User!.UserName!, $"{ApiKeyText.Start}{key.Prefix}", key.Role, key.ReadOnly, key.Scopes.Split(',', StringSplitOptions.RemoveEmptyEntries),
            key.CreatedAt, key.ExpiresAt, use?.Time ?? key.LastUsedAt, use is null ? key.LastUsedFrom : use.Address);
    }
}
