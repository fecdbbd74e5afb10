using System.Collections.Immutable;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Stores;

/// <summary>The stores that every server begins with.</summary>
internal static class BuiltInStores
{
    /// <summary>The metadata store on the embedded RocksDB.</summary>
    public const string Embedded = "embedded";

    /// <summary>The block store in the data directory.</summary>
    public const string Local = "local";

    /// <summary>The stores in memory, of either use.</summary>
    public const string Memory = "memory";

    private static readonly ImmutableArray<(StoreUse Use, string Name, StoreKind Kind)> All =
    [
        (StoreUse.Metadata, Embedded, StoreKind.RocksDb),
        (StoreUse.Metadata, Memory, StoreKind.Memory),
        (StoreUse.Block, Local, StoreKind.FileSystem),
        (StoreUse.Block, Memory, StoreKind.Memory),
    ];

    /// <summary>A row of the built-in store of that name.</summary>
    public static StoreEntity Make(StoreUse use, string name) => new()
    {
        Id = Guid.NewGuid(),
        Name = name,
        NormalizedName = name.ToUpperInvariant(),
        Use = use,
        Kind = All.Single(store => store.Use == use && store.Name == name).Kind,
    };

    /// <summary>Makes them in a control plane that has no store at all: one that was deleted stays deleted.</summary>
    public static async Task SeedAsync(ControlPlaneDatabase database, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        if (!await context.Stores.AnyAsync(cancellationToken))
        {
            context.Stores.AddRange(All.Select(store => Make(store.Use, store.Name)));
            await context.SaveChangesAsync(cancellationToken);
        }
    }
}
