using DittoFs.Storage.Collection;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Faults;
using DittoFs.Storage.Files;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <content>What ends: blocks that nobody needs, and shares that were deleted.</content>
internal sealed partial class StorageEngine
{
    private readonly SemaphoreSlim collecting = new(1, 1);
    private readonly CancellationTokenSource ending = new();
    private readonly CollectionMetrics collectionMetrics = new(environment.WalMetrics.Meter, environment.WalMetrics.Observers);

    /// <inheritdoc/>
    public async Task<CollectionReport> CollectAsync(CollectionRequest request, IProgress<CollectionReport>? progress, CancellationToken cancellationToken)
    {
        await collecting.WaitAsync(cancellationToken);
        try
        {
            var started = environment.Clock.GetTimestamp();
            var report = await CollectInTurnAsync(request, progress, cancellationToken);
            if (!request.DryRun)
            {
                collectionMetrics.Collected(request.StoreName, report, environment.Clock.GetElapsedTime(started));
            }

            return report;
        }
        finally
        {
            collecting.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<FsResult> EraseShareAsync(ShareDefinition share, CancellationToken cancellationToken)
    {
        await collecting.WaitAsync(cancellationToken);
        try
        {
            await gate.WaitAsync(cancellationToken);
            try
            {
                return catalog.Find(share.Id) is null ? await EraseInTurnAsync(share, cancellationToken) : FsError.Exists;
            }
            finally
            {
                gate.Release();
            }
        }
        finally
        {
            collecting.Release();
        }
    }

    /// <summary>Opens every share's blocks, and collects; an error anywhere is in the report.</summary>
    private async Task<CollectionReport> CollectInTurnAsync(CollectionRequest request, IProgress<CollectionReport>? progress, CancellationToken cancellationToken)
    {
        if (stores is null || threads is null)
        {
            return CollectionReport.Failed(FsError.Unavailable, "The storage does not run.");
        }

        await using var scope = new CollectionScope(stores, cancellationToken, ending.Token);
        var directory = Path.Combine(environment.DataDirectory, "collection");
        try
        {
            foreach (var share in request.Shares)
            {
                await OpenAsync(scope, share, scope.Cancellation);
            }

            await threads.EnterAsync();
            Directory.CreateDirectory(directory);
            var collector = new BlockCollector(scope.Sources, underWay, directory, environment.Clock);
            var candidates = new CandidateFile(Path.Combine(directory, request.Store.ToString("N")));
            return await collector.RunAsync(candidates, environment.Collection.Grace, request.DryRun, progress, scope.Cancellation);
        }
        catch (Exception exception) when (exception is StorageStartException or IOException or UnauthorizedAccessException)
        {
            return CollectionReport.Failed(FsError.Unavailable, $"The collection of {request.StoreName} ended early: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CollectionReport.Failed(FsError.Unavailable, $"The collection of {request.StoreName} was ended, because a share on it or the server is being stopped.");
        }
    }

    /// <summary>
    /// Adds a share to the scope. One that the metadata store has never seen was never started, and one whose metadata were in memory and are gone has
    /// rows that can't be read: of neither is anything listed, and so nothing deleted.
    /// </summary>
    private async Task OpenAsync(CollectionScope scope, ShareDefinition share, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (catalog.Find(share.Id) is { } running)
            {
                scope.Add(running);
                return;
            }

            if (share.Metadata == MetadataStoreKind.Memory || share.Blocks == BlockStoreKind.Memory)
            {
                return;
            }

            await threads!.EnterAsync();
            var opened = await stores!.OpenAsync(share, cancellationToken);
            if (opened.IsSuccess)
            {
                scope.Add(opened.Value, isDrained: recovered!.Get(share.Id).Count == 0);
            }

            var superblock = opened.IsSuccess ? await opened.Value.Store.ReadSuperblockAsync(share.Id, cancellationToken) : opened.Error;
            if (!superblock.IsSuccess)
            {
                throw new StorageStartException($"The metadata of {share.Name} can't be read ({superblock.Error}).");
            }

            if (superblock.Value is { } known)
            {
                var metadata = opened.Value;
                var blocks = await environment.Opener.OpenAsync(share, known.HandleKey, cancellationToken);
                var owners = new ShareOwners(environment);
                scope.Add(
                    new CollectionSource(
                        share.Id,
                        share.Name.Value,
                        blocks,
                        metadata.Store,
                        async () => await owners.IsOursAsync(share, blocks, cancellationToken) ? await metadata.Committer.WaitAllAppliedAsync() : FsError.Exists),
                    blocks);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Bytes first and rows last, so that an attempt that was cut short can be repeated: the rows say that there is something left to do.</summary>
    private async Task<FsResult> EraseInTurnAsync(ShareDefinition share, CancellationToken cancellationToken)
    {
        await threads!.EnterAsync();
        var opened = await stores!.OpenAsync(share, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        var isErased = false;
        try
        {
            var erased = await EraseInTurnAsync(share, opened.Value, cancellationToken);
            isErased = erased.IsSuccess;
            return erased;
        }
        finally
        {
            await stores.CloseAsync(opened.Value, isDrained: isErased);
        }
    }

    private async Task<FsResult> EraseInTurnAsync(ShareDefinition share, MetadataBinding metadata, CancellationToken cancellationToken)
    {
        var lasts = metadata.Store.IsPersistent;
        var superblock = await metadata.Store.ReadSuperblockAsync(share.Id, cancellationToken);
        if (!superblock.IsSuccess)
        {
            return superblock.Error;
        }

        if (superblock.Value is not null || !lasts)
        {
            var erased = await EraseBlocksAsync(share, superblock.Value?.HandleKey ?? default, cancellationToken);
            if (!erased.IsSuccess)
            {
                return erased;
            }
        }

        CrashPoint.Reach(CrashPoint.ShareBlocksErased);
        var dropped = superblock.Value is null ? FsResult.Success : await DropRowsAsync(share, metadata);
        if (dropped.IsSuccess)
        {
            CrashPoint.Reach(CrashPoint.ShareRowsDropped);
            recovered!.Discard(share.Id);
        }

        return dropped;
    }

    private async Task<FsResult> EraseBlocksAsync(ShareDefinition share, ReadOnlyMemory<byte> handleKey, CancellationToken cancellationToken)
    {
        await using var blocks = await environment.Opener.OpenAsync(share, handleKey, cancellationToken);

        // What another server has attached is its own; here only old rows of it go.
        return await new ShareOwners(environment).IsOursAsync(share, blocks, cancellationToken) ? await blocks.EraseAsync(cancellationToken) : FsResult.Success;
    }

    private async Task<FsResult> DropRowsAsync(ShareDefinition share, MetadataBinding metadata)
    {
        var budget = new ShareLogBudget(environment.Wal.ShareBudgetBytes, environment.Clock);
        var journal = new ShareJournal(log!, budget, metadata.Committer, DurabilityTier.Local, metadata.Store.IsPersistent, metadata.RecordKind);
        var batch = new MutationBatch(share.Id);
        batch.DropShare();
        var appended = journal.Append(batch);
        return appended.IsSuccess ? await journal.WaitAppliedAsync(appended.Value.Ticket) : appended.Error;
    }

    /// <summary>
    /// Lets go of data records whose share the metadata store does not know: their metadata were in memory, or the share was erased. Nobody can read those bytes, and
    /// they would keep their segments for ever.
    /// </summary>
    private static async Task DiscardRecordsOfNobodyAsync(
        WalRecoveredLog recovered, IMetadataStore store, SharesElsewhere elsewhere, CancellationToken cancellationToken)
    {
        foreach (var share in recovered.Shares.Where(share => !elsewhere.Contains(share)).ToList())
        {
            var superblock = await store.ReadSuperblockAsync(share, cancellationToken);
            if (superblock is { IsSuccess: true, Value: null })
            {
                recovered.Discard(share);
            }
        }
    }

    private async Task EndCollectionAsync(CancellationToken cancellationToken)
    {
        await ending.CancelAsync();
        await collecting.WaitAsync(cancellationToken);
        collecting.Release();
    }
}
