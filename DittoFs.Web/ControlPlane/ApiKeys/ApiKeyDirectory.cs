using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.ApiKeys;

/// <summary>The keys in memory: no call waits for the database, and a revoked key is gone for the next call.</summary>
internal sealed class ApiKeyDirectory(ControlPlaneDatabase database, TimeProvider clock)
{
    private readonly ConcurrentDictionary<Guid, ApiKeyUse> uses = new();
    private volatile FrozenDictionary<string, ApiKeyState> keys = FrozenDictionary<string, ApiKeyState>.Empty;

    /// <summary>Reads all keys anew.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var rows = await context.ApiKeys.AsNoTracking().ToListAsync(cancellationToken);
        keys = rows.ToFrozenDictionary(row => row.Prefix, row => new ApiKeyState(
            row.Id, row.UserId, row.Name, row.Hash, row.Role, row.ReadOnly, row.Scopes.Split(',', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(), row.ExpiresAt));
    }

    /// <summary>The key that <paramref name="text"/> is, if it has not ended; null for everything else. Takes the same time for a wrong secret wherever it differs.</summary>
    public ApiKeyState? Find(string text) =>
        ApiKeyText.PrefixOf(text) is { } prefix && keys.TryGetValue(prefix, out var key)
        && CryptographicOperations.FixedTimeEquals(key.Hash.Span, ApiKeyText.Hash(text))
        && !(key.ExpiresAt <= clock.GetUtcNow().UtcDateTime)
            ? key
            : null;

    /// <summary>Takes note that a key was used.</summary>
    public void NoteUse(ApiKeyState key, IPAddress? address) => uses[key.Id] = new ApiKeyUse(clock.GetUtcNow().UtcDateTime, address?.ToString());

    /// <summary>The last use since the last <see cref="SaveUsesAsync"/>; null if there was none.</summary>
    public ApiKeyUse? LastUseOf(Guid key) => uses.GetValueOrDefault(key);

    /// <summary>Writes down when keys were used last.</summary>
    public async Task SaveUsesAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, use) in uses)
        {
            await using var context = database.CreateDbContext();
            await context.ApiKeys.Where(row => row.Id == id).ExecuteUpdateAsync(
                update => update.SetProperty(row => row.LastUsedAt, use.Time).SetProperty(row => row.LastUsedFrom, use.Address), cancellationToken);
            uses.TryRemove(KeyValuePair.Create(id, use));
        }
    }
}

/// <summary>A use of a key.</summary>
/// <param name="Time">When, UTC.</param>
/// <param name="Address">From where.</param>
internal sealed record ApiKeyUse(DateTime Time, string? Address);
