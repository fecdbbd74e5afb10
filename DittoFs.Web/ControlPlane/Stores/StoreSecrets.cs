using System.Text;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Secrets;

namespace DittoFs.Web.ControlPlane.Stores;

/// <summary>Keeps the secrets of stores out of the database's plain text, and puts them back for the storage alone.</summary>
internal sealed class StoreSecrets(SecretBox box)
{
    private const string SealedSecretKey = "sealedSecretKey";

    /// <summary>Options as they are kept: the secret sealed for this store.</summary>
    public string Write(StoreEntity store, IReadOnlyDictionary<string, string>? options)
    {
        var kept = new Dictionary<string, string>(options ?? new Dictionary<string, string>());
        if (kept.Remove(S3Options.SecretKey, out var secret))
        {
            kept[SealedSecretKey] = Convert.ToBase64String(box.Seal(Encoding.UTF8.GetBytes(secret), Purpose(store)));
        }

        return StoreRows.WriteOptions(kept);
    }

    /// <summary>The options that may be shown.</summary>
    public static IReadOnlyDictionary<string, string> WithoutSecrets(IReadOnlyDictionary<string, string> options) =>
        options.Where(option => option.Key != SealedSecretKey).ToDictionary();

    /// <summary>The place of an S3 store with its secret; null for a store of another kind.</summary>
    public S3Location? ReadLocation(StoreEntity store)
    {
        if (store.Kind != StoreKind.S3)
        {
            return null;
        }

        var options = StoreRows.ReadOptions(store);
        var secret = options.TryGetValue(SealedSecretKey, out var kept) ? box.Open(Convert.FromBase64String(kept), Purpose(store)) : null;
        return S3Options.ToLocation(options, secret is null ? null : Encoding.UTF8.GetString(secret));
    }

    private static byte[] Purpose(StoreEntity store) => Encoding.UTF8.GetBytes($"store-secret:{store.Id:N}");
}
