using System.Collections.Concurrent;
using DittoFs.Storage.Collection;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Audit;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Jobs;
using DittoFs.Web.ControlPlane.Running;
using DittoFs.Web.ControlPlane.Stores;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Collection;

/// <summary>Collects block stores, and tells how far that is. At most one collection of a store at a time.</summary>
internal sealed class CollectionService(
    ControlPlaneDatabase database, StoreSecrets secrets, IStorageEngine engine, JobService jobs, AuditLog audit, TimeProvider clock, ILogger<CollectionService> log)
{
    /// <summary>The kind of the jobs that collect.</summary>
    public const string CollectKind = "store.collect";

    private readonly ConcurrentDictionary<Guid, CollectionRun> runs = new();

    /// <summary>Begins a collection in the background.</summary>
    /// <returns>How it stands at its beginning.</returns>
    public async Task<Outcome<CollectionResponse>> StartAsync(Actor actor, string nameOrId, bool dryRun, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        if (await context.FindStoreAsync(StoreUse.Block, nameOrId, cancellationToken) is not { } store)
        {
            return StoreRows.Unknown(StoreUse.Block, nameOrId);
        }

        if (Begin(store, dryRun) is not { } run)
        {
            return new Failure(ControlPlaneError.CollectionRunning, $"The store '{store.Name}' is being collected.");
        }

        await audit.NoteAsync(actor, "store.collect", store.Name, succeeded: true, dryRun ? "dry run" : null, cancellationToken);
        _ = StartJob(actor, store, run);
        return run.State;
    }

    /// <summary>How the running or the last collection of a store stands.</summary>
    public async Task<Outcome<CollectionResponse>> FindAsync(string nameOrId, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return await context.FindStoreAsync(StoreUse.Block, nameOrId, cancellationToken) is not { } store ? StoreRows.Unknown(StoreUse.Block, nameOrId)
            : runs.TryGetValue(store.Id, out var run) ? run.State
            : new Failure(ControlPlaneError.CollectionUnknown, $"The store '{store.Name}' was not collected since the server's start.");
    }

    /// <summary>Collects all block stores, one after the other; one that is being collected is left out.</summary>
    public async Task CollectAllAsync(CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        foreach (var store in await context.Stores.AsNoTracking().Where(store => store.Use == StoreUse.Block).ToListAsync(cancellationToken))
        {
            if (Begin(store, dryRun: false) is { } run)
            {
                await StartJob(Actor.Server, store, run).WaitAsync(cancellationToken);
            }
        }
    }

    /// <summary>The collection as a job that can be looked at and ended.</summary>
    /// <returns>Completes when it has ended, however.</returns>
    private Task StartJob(Actor actor, StoreEntity store, CollectionRun run)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        jobs.Start(actor, CollectKind, store.Name, "blocks", async (job, token) =>
        {
            try
            {
                run.Job = job;
                await RunAsync(store, run, token);
                return run.State.Reason;
            }
            finally
            {
                ended.SetResult();
            }
        });
        return ended.Task;
    }

    /// <summary>A new run of the store; null while another one is not finished.</summary>
    private CollectionRun? Begin(StoreEntity store, bool dryRun)
    {
        var begun = new CollectionRun(store.Name, dryRun, clock.GetUtcNow().UtcDateTime);
        var present = runs.AddOrUpdate(store.Id, begun, (_, known) => known.State.State == CollectionState.Running ? known : begun);
        return present == begun ? begun : null;
    }

    private async Task RunAsync(StoreEntity store, CollectionRun run, CancellationToken cancellationToken)
    {
        var report = CollectionReport.Failed(FsError.Unavailable, "It was ended.");
        try
        {
            var shares = await ReadSharesAsync(store, cancellationToken);
            report = await engine.CollectAsync(new CollectionRequest(store.Id, store.Name, [.. shares], run.State.DryRun), run, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Who watches must see it end, and the next store have its turn.
            log.CollectionFaulted(store.Name, exception);
            report = CollectionReport.Failed(FsError.InputOutput, $"It ended in a fault of the server: {exception.Message}");
        }
        finally
        {
            run.Finish(report, clock.GetUtcNow().UtcDateTime);
        }

        log.Collected(store.Name, report.Blocks, report.DeadBlocks, report.DeletedBlocks, report.Reason ?? "");
    }

    private async Task<List<ShareDefinition>> ReadSharesAsync(StoreEntity store, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var location = secrets.ReadLocation(store);
        var shares = await context.Shares.IgnoreQueryFilters().AsNoTracking()
            .Include(share => share.MetadataStore).Include(share => share.BlockStore)
            .Where(share => share.BlockStoreId == store.Id)
            .ToListAsync(cancellationToken);
        return shares.ConvertAll(share => ShareDefinitionMap.ToDefinition(share, [], secrets.ReadDatabase(share.MetadataStore!), location));
    }
}
