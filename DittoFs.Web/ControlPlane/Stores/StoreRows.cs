using System.Text.Json;
using DittoFs.Storage.StoreTypes;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Stores;

/// <summary>Finds stores, and reads and checks their options.</summary>
internal static class StoreRows
{
    /// <summary>The option of a file-system store that names its directory.</summary>
    public const string PathOption = "path";

    /// <summary>The store of that use that <paramref name="nameOrId"/> names, or null.</summary>
    public static Task<StoreEntity?> FindStoreAsync(this ControlPlaneDbContext context, StoreUse use, string nameOrId, CancellationToken cancellationToken)
    {
        var stores = context.Stores.Where(store => store.Use == use);
        var name = nameOrId.ToUpperInvariant();
        return Guid.TryParse(nameOrId, out var id)
            ? stores.FirstOrDefaultAsync(store => store.Id == id, cancellationToken)
            : stores.FirstOrDefaultAsync(store => store.NormalizedName == name, cancellationToken);
    }

    /// <summary>What a store of this use keeps, as a word.</summary>
    public static string Describe(StoreUse use) => use == StoreUse.Metadata ? "metadata" : "block";

    /// <summary>Says that there is no such store.</summary>
    public static Failure Unknown(StoreUse use, string name, string? field = null) => new(
        ControlPlaneError.StoreUnknown, $"There is no {Describe(use)} store '{name}'.", field);

    /// <summary>Null when no other store of the use has the name.</summary>
    public static async Task<Failure?> CheckUniqueAsync(this ControlPlaneDbContext context, StoreEntity store, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(store.Name, out _))
        {
            return new Failure(ControlPlaneError.FieldInvalid, "A name can't look like an id.", "name");
        }

        return await context.Stores.AnyAsync(other => other.Id != store.Id && other.Use == store.Use && other.NormalizedName == store.NormalizedName, cancellationToken)
            ? new Failure(ControlPlaneError.StoreExists, $"There is a store '{store.Name}' of this use already.", "name")
            : null;
    }

    /// <summary>The names of the shares on a store.</summary>
    public static Task<List<string>> SharesOnAsync(this ControlPlaneDbContext context, StoreEntity store, CancellationToken cancellationToken) =>
        context.Shares.Where(share => share.MetadataStoreId == store.Id || share.BlockStoreId == store.Id)
            .OrderBy(share => share.NormalizedName).Select(share => share.Name).ToListAsync(cancellationToken);

    /// <summary>The names of the deleted shares on a store whose files it still keeps.</summary>
    public static Task<List<string>> DeletedSharesOnAsync(this ControlPlaneDbContext context, StoreEntity store, CancellationToken cancellationToken) =>
        context.Shares.IgnoreQueryFilters().Where(share => share.DeletedAt != null && (share.MetadataStoreId == store.Id || share.BlockStoreId == store.Id))
            .OrderBy(share => share.NormalizedName).Select(share => share.Name).ToListAsync(cancellationToken);

    /// <summary>The options of a store as they are kept.</summary>
    public static IReadOnlyDictionary<string, string> ReadOptions(StoreEntity store) => JsonSerializer.Deserialize<Dictionary<string, string>>(store.Options) ?? [];

    /// <summary>Options as they are kept.</summary>
    public static string WriteOptions(IReadOnlyDictionary<string, string>? options) => JsonSerializer.Serialize(options ?? new Dictionary<string, string>());

    /// <summary>Null when a store of this use and kind exists and takes these options.</summary>
    public static Failure? Check(StoreUse use, StoreKind kind, IReadOnlyDictionary<string, string>? options, StoreTypeRegistry types)
    {
        var fits = kind is StoreKind.Memory or StoreKind.Custom || (use == StoreUse.Metadata ? kind is StoreKind.RocksDb or StoreKind.Postgres : kind is StoreKind.FileSystem or StoreKind.S3);
        if (!fits)
        {
            return new Failure(ControlPlaneError.FieldInvalid, "Metadata stores are of the kind memory, rocksdb, postgres or custom, block stores of the kind memory, filesystem, s3 or custom.", "kind");
        }

        var given = options ?? new Dictionary<string, string>();
        return kind switch
        {
            StoreKind.S3 => S3Options.Check(given),
            StoreKind.Postgres => PostgresOptions.Check(given),
            StoreKind.Custom => CustomOptions.Check(use, given, types),
            _ => CheckPath(kind, given),
        };
    }

    /// <summary>The store with the shares on it.</summary>
    public static StoreResponse ToResponse(StoreEntity store, IReadOnlyList<string> shares) =>
        new(store.Id, store.Name, store.Use, store.Kind, StoreSecrets.WithoutSecrets(ReadOptions(store)), shares, ExpectedVersion.Format(store.Version));

    private static Failure? CheckPath(StoreKind kind, IReadOnlyDictionary<string, string> options)
    {
        foreach (var (key, value) in options)
        {
            if (kind != StoreKind.FileSystem || key != PathOption)
            {
                return new Failure(ControlPlaneError.FieldInvalid, $"'{key}' is no option of this kind of store.", "options");
            }

            if (!Path.IsPathFullyQualified(value))
            {
                return new Failure(ControlPlaneError.FieldInvalid, $"'{value}' is no absolute path.", "options.path");
            }
        }

        return null;
    }
}
