using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Storage.StoreTypes;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Shares;

namespace DittoFs.Web.ControlPlane.Stores;

/// <summary>Tries out stores with bytes: whether they can be used, and how fast they are. What it writes is removed again. Every method may be called from any thread.</summary>
internal sealed class StoreTrialService(ControlPlaneDatabase database, StoreSecrets secrets, IStorageEngine engine, StoreTypeRegistry types, StoreRules rules)
{
    /// <summary>Tries out a store that is there.</summary>
    public async Task<Outcome<StoreTestResponse>> RunAsync(StoreUse use, string nameOrId, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return await context.FindStoreAsync(use, nameOrId, cancellationToken) is { } store ? await RunAsync(store, cancellationToken) : StoreRows.Unknown(use, nameOrId);
    }

    /// <summary>Tries out a store that is only wanted. It is not made.</summary>
    public async Task<Outcome<StoreTestResponse>> RunAsync(CreateStoreRequest request, CancellationToken cancellationToken)
    {
        var (use, kind) = (request.Use!.Value, request.Kind!.Value);
        if (rules.Check(use, kind, request.Options) is { } failure)
        {
            return failure;
        }

        var store = new StoreEntity { Id = Guid.NewGuid(), Name = request.Name, NormalizedName = request.Name.ToUpperInvariant(), Use = use, Kind = kind };
        store.Options = secrets.Write(store, request.Options);
        return await RunAsync(store, cancellationToken);
    }

    private async Task<StoreTestResponse> RunAsync(StoreEntity store, CancellationToken cancellationToken)
    {
        if (store.Kind == StoreKind.Memory)
        {
            return new StoreTestResponse(true, "It is in this server's memory, and gone at the next start.", null);
        }

        if (store is { Kind: StoreKind.Custom })
        {
            var check = CustomOptions.TryOut(store, types);
            if (!check.Healthy || store.Use == StoreUse.Metadata)
            {
                return new StoreTestResponse(check.Healthy, check.Detail, null);
            }
        }

        var place = new ShareDefinition
        {
            Id = new ShareId(Guid.NewGuid()),
            Name = ShareName.Parse("trial"),
            Metadata = store.Use == StoreUse.Metadata ? ShareWords.ToMetadata(store.Kind) : MetadataStoreKind.Memory,
            Postgres = secrets.ReadDatabase(store),
            Blocks = store.Use == StoreUse.Block ? ShareWords.ToBlocks(store.Kind) : BlockStoreKind.Memory,
            BlockDirectory = StoreRows.ReadOptions(store).GetValueOrDefault(StoreRows.PathOption),
            S3 = secrets.ReadLocation(store),
            CustomBlocks = store.Use == StoreUse.Block ? CustomOptions.ToStore(store) : null,
        };
        return store.Use == StoreUse.Block
            ? ToResponse(await engine.MeasureBlocksAsync(place, cancellationToken))
            : ToResponse(await engine.MeasureMetadataAsync(place, cancellationToken));
    }

    private static StoreTestResponse ToResponse(StoreTrial trial) => new(trial.Health.Healthy, trial.Health.Detail, trial.Speed is { } speed
        ? new StoreSpeedResponse(speed.WriteLatency.TotalSeconds, speed.ReadLatency.TotalSeconds, speed.WriteBytesPerSecond, speed.ReadBytesPerSecond, speed.Bytes)
        : null);
}
