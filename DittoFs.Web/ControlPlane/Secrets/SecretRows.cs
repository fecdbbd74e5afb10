using System.Text;
using System.Text.Json.Nodes;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Secrets;

/// <summary>Where the database has sealed secrets, and for what purpose each was sealed.</summary>
internal static class SecretRows
{
    private const string SealedPrefix = "sealed";

    /// <summary>What a user's NT hash is sealed for.</summary>
    public static byte[] PurposeOf(ApplicationUser user) => Encoding.UTF8.GetBytes($"nt-hash:{user.Id:N}");

    /// <summary>What a store's secrets are sealed for.</summary>
    public static byte[] PurposeOf(StoreEntity store) => Encoding.UTF8.GetBytes($"store-secret:{store.Id:N}");

    /// <summary>Seals every secret of the database anew; the caller saves. One that can't be opened stays as it is.</summary>
    /// <param name="context">The database.</param>
    /// <param name="open">Opens a box of a purpose; null when it can't.</param>
    /// <param name="seal">Seals a secret for a purpose.</param>
    /// <param name="cancellationToken">Gives up; nothing is saved then.</param>
    /// <returns>How many were sealed anew, and how many could not be opened.</returns>
    public static async Task<(int Resealed, int Unreadable)> ResealAsync(
        ControlPlaneDbContext context, Func<byte[], byte[], byte[]?> open, Func<byte[], byte[], byte[]> seal, CancellationToken cancellationToken)
    {
        var (resealed, unreadable) = (0, 0);
        foreach (var user in await context.Users.Where(user => user.NtHash != null).ToListAsync(cancellationToken))
        {
            user.NtHash = Reseal(user.NtHash!, PurposeOf(user));
        }

        foreach (var store in await context.Stores.ToListAsync(cancellationToken))
        {
            if (JsonNode.Parse(store.Options) is not JsonObject options)
            {
                continue;
            }

            foreach (var name in options.Select(option => option.Key).Where(key => key.StartsWith(SealedPrefix, StringComparison.Ordinal)).ToList())
            {
                options[name] = Convert.ToBase64String(Reseal(Convert.FromBase64String(options[name]!.GetValue<string>()), PurposeOf(store)));
                store.Options = options.ToJsonString();
            }
        }

        return (resealed, unreadable);

        byte[] Reseal(byte[] box, byte[] purpose)
        {
            if (open(box, purpose) is { } secret)
            {
                resealed++;
                return seal(secret, purpose);
            }

            unreadable++;
            return box;
        }
    }
}
