using System.Collections.Immutable;
using System.Text;
using DittoFs.Storage.Shares;
using DittoFs.Storage.StoreTypes;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Secrets;

namespace DittoFs.Web.ControlPlane.Stores;

/// <summary>Keeps the secrets of stores out of the database's plain text, and puts them back for the storage alone.</summary>
internal sealed class StoreSecrets(SecretBox box, StoreTypeOptions stores)
{
    private static readonly ImmutableDictionary<string, string> Sealed = ImmutableDictionary<string, string>.Empty
        .Add(S3Options.SecretKey, "sealedSecretKey")
        .Add(PostgresOptions.ConnectionString, "sealedConnectionString");

    /// <summary>Options as they are kept: what is secret is sealed for this store.</summary>
    public string Write(StoreEntity store, IReadOnlyDictionary<string, string>? options)
    {
        var kept = new Dictionary<string, string>(options ?? new Dictionary<string, string>());
        foreach (var (name, sealedName) in Sealed)
        {
            // What a type of others calls its options is no matter of ours: it gets them as they were given.
            if (store.Kind != StoreKind.Custom && kept.Remove(name, out var secret))
            {
                kept[sealedName] = Convert.ToBase64String(box.Seal(Encoding.UTF8.GetBytes(secret), SecretRows.PurposeOf(store)));
                if (name == PostgresOptions.ConnectionString)
                {
                    kept[PostgresOptions.Database] = new PostgresLocation(secret).ToString();
                }
            }
        }

        return StoreRows.WriteOptions(kept);
    }

    /// <summary>The options that may be shown.</summary>
    public static IReadOnlyDictionary<string, string> WithoutSecrets(IReadOnlyDictionary<string, string> options) =>
        options.Where(option => !Sealed.ContainsValue(option.Key)).ToDictionary();

    /// <summary>The place of an S3 store with its secret; null for a store of another kind.</summary>
    public S3Location? ReadLocation(StoreEntity store) =>
        store.Kind == StoreKind.S3 ? S3Options.ToLocation(StoreRows.ReadOptions(store), ReadSecret(store, S3Options.SecretKey)) with { AllowLinkLocal = stores.AllowLinkLocal } : null;

    /// <summary>The place of a PostgreSQL store with its password; null for a store of another kind.</summary>
    /// <remarks>A connection string that can't be read any more is empty, which the share's start refuses.</remarks>
    public PostgresLocation? ReadDatabase(StoreEntity store) =>
        store.Kind == StoreKind.Postgres ? new PostgresLocation(ReadSecret(store, PostgresOptions.ConnectionString) ?? "") { AllowLinkLocal = stores.AllowLinkLocal } : null;

    private string? ReadSecret(StoreEntity store, string name) =>
        StoreRows.ReadOptions(store).TryGetValue(Sealed[name], out var kept) && box.Open(Convert.FromBase64String(kept), SecretRows.PurposeOf(store)) is { } secret
            ? Encoding.UTF8.GetString(secret)
            : null;
}
