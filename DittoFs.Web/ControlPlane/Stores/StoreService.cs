using DittoFs.Storage.Shares;
using DittoFs.Storage.StoreTypes;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Stores;

/// <summary>Named stores. Every method may be called from any thread.</summary>
internal sealed class StoreService(ControlPlaneDatabase database, ControlPlaneChanges changes, StoreSecrets secrets, IStorageEngine engine, StoreTypeRegistry types, StoreRules rules)
{
    /// <summary>Stores ordered by name; of one use or of both.</summary>
    public async Task<Page<StoreResponse>> ListAsync(ListQuery query, StoreUse? use, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var shares = await context.Shares.AsNoTracking().Select(share => new { share.Name, share.MetadataStoreId, share.BlockStoreId }).ToListAsync(cancellationToken);
        var rows = context.Stores.AsNoTracking()
            .Where(store => (use == null || store.Use == use) && (query.Search == null || store.NormalizedName.Contains(query.NormalizedSearch)))
            .OrderBy(store => store.NormalizedName).ThenBy(store => store.Id);
        return await query.PageAsync(rows, store => StoreRows.ToResponse(store, SharesOn(store)), cancellationToken);

        List<string> SharesOn(StoreEntity store) =>
            [.. shares.Where(share => share.MetadataStoreId == store.Id || share.BlockStoreId == store.Id).Select(share => share.Name).Order(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>One store, by use and name or id.</summary>
    public async Task<Outcome<StoreResponse>> FindAsync(StoreUse use, string nameOrId, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return await context.FindStoreAsync(use, nameOrId, cancellationToken) is { } store
            ? StoreRows.ToResponse(store, await context.SharesOnAsync(store, cancellationToken))
            : StoreRows.Unknown(use, nameOrId);
    }

    /// <summary>Makes a store. Nothing is touched on disk before a share is put on it.</summary>
    public async Task<Outcome<StoreResponse>> CreateAsync(Actor actor, CreateStoreRequest request, CancellationToken cancellationToken)
    {
        var store = new StoreEntity
        {
            Id = Guid.NewGuid(),
            Name = request.Name,
            NormalizedName = request.Name.ToUpperInvariant(),
            Use = request.Use!.Value,
            Kind = request.Kind!.Value,
        };
        var made = await changes.RunAsync<Guid>(
            actor,
            async (context, token) =>
            {
                if ((rules.Check(store.Use, store.Kind, request.Options) ?? await context.CheckUniqueAsync(store, token)) is { } failure)
                {
                    return failure;
                }

                // Sealed here, where no rotation of the master key can come between.
                store.Options = secrets.Write(store, request.Options);
                context.Stores.Add(store);
                return new Change<Guid>("store.create", store.Name, store.Id, $"{store.Use}, {store.Kind}");
            },
            cancellationToken,
            new Attempt("store.create", store.Name));
        return made.Failure is { } failed ? failed : await FindAsync(store.Use, store.Id.ToString(), cancellationToken);
    }

    /// <summary>Changes a store. Options of a store with shares on it stay: the shares would not find their bytes.</summary>
    public async Task<Outcome<StoreResponse>> UpdateAsync(Actor actor, StoreUse use, string nameOrId, UpdateStoreRequest request, CancellationToken cancellationToken)
    {
        var changed = await ChangeAsync(
            actor,
            use,
            nameOrId,
            "store.change",
            async (context, store, token) =>
            {
                if ((ExpectedVersion.Check(request.Version, store.Version) ?? await ApplyAsync(context, store, request, token)) is { } failure)
                {
                    return failure;
                }

                return new Outcome(await context.CheckUniqueAsync(store, token));
            },
            cancellationToken);
        return changed.Failure is { } failed ? failed : await FindAsync(use, changed.Value.ToString(), cancellationToken);
    }

    /// <summary>Tries out a store: whether it can be reached and written now. One in this server's memory or data directory always can, as far as this tells.</summary>
    public async Task<Outcome<StoreCheckResponse>> CheckAsync(StoreUse use, string nameOrId, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        if (await context.FindStoreAsync(use, nameOrId, cancellationToken) is not { } store)
        {
            return StoreRows.Unknown(use, nameOrId);
        }

        if (store.Kind == StoreKind.Custom)
        {
            return CustomOptions.TryOut(store, types);
        }

        if (secrets.ReadLocation(store) is { } bucket)
        {
            return ToResponse(await engine.CheckPlaceAsync(bucket, cancellationToken));
        }

        return secrets.ReadDatabase(store) is { } server
            ? ToResponse(await engine.CheckPlaceAsync(server, cancellationToken))
            : new StoreCheckResponse(true, "It is in this server; /health/stores tells how the shares on it are.");
    }

    /// <summary>Forgets a store that no share is on. What lies on its disk stays.</summary>
    public async Task<Outcome> DeleteAsync(Actor actor, StoreUse use, string nameOrId, CancellationToken cancellationToken)
    {
        var deleted = await ChangeAsync(
            actor,
            use,
            nameOrId,
            "store.delete",
            async (context, store, token) =>
            {
                var failure = await CheckUnusedAsync(context, store, token);
                if (failure is null)
                {
                    context.Stores.Remove(store);
                }

                return new Outcome(failure);
            },
            cancellationToken);
        return new Outcome(deleted.Failure);
    }

    private static StoreCheckResponse ToResponse(StoreHealth health) => new(health.Healthy, health.Detail);

    private async Task<Failure?> ApplyAsync(ControlPlaneDbContext context, StoreEntity store, UpdateStoreRequest request, CancellationToken cancellationToken)
    {
        store.Name = request.Name ?? store.Name;
        store.NormalizedName = store.Name.ToUpperInvariant();
        if (request.Options is null)
        {
            return null;
        }

        store.Options = secrets.Write(store, request.Options);
        return await CheckUnusedAsync(context, store, cancellationToken) ?? rules.Check(store.Use, store.Kind, request.Options);
    }

    private static async Task<Failure?> CheckUnusedAsync(ControlPlaneDbContext context, StoreEntity store, CancellationToken cancellationToken)
    {
        var shares = await context.SharesOnAsync(store, cancellationToken);
        var deleted = await context.DeletedSharesOnAsync(store, cancellationToken);
        return shares.Count > 0 ? new Failure(ControlPlaneError.StoreInUse, $"These shares are on the store '{store.Name}': {string.Join(", ", shares)}.")
            : deleted.Count > 0 ? new Failure(
                ControlPlaneError.StoreInUse, $"The store '{store.Name}' keeps the files of deleted shares: {string.Join(", ", deleted)}. Purge them first, or wait until they expire.")
            : null;
    }

    private Task<Outcome<Guid>> ChangeAsync(
        Actor actor,
        StoreUse use,
        string nameOrId,
        string action,
        Func<ControlPlaneDbContext, StoreEntity, CancellationToken, Task<Outcome>> change,
        CancellationToken cancellationToken) => changes.RunAsync<Guid>(
        actor,
        async (context, token) =>
        {
            if (await context.FindStoreAsync(use, nameOrId, token) is not { } store)
            {
                return StoreRows.Unknown(use, nameOrId);
            }

            var subject = store.Name;
            return (await change(context, store, token)).Failure is { } failure ? failure : new Change<Guid>(action, subject, store.Id);
        },
        cancellationToken,
        new Attempt(action, nameOrId));
}
