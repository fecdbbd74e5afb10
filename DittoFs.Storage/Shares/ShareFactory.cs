using System.Security.Cryptography;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.Content;
using DittoFs.Storage.Content.Cache;
using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Content.Upload;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Files;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Quotas;
using DittoFs.Storage.Threads;
using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.Shares;

/// <summary>Builds a share from its settings: stores, caches, uploader; and what the log still holds of it.</summary>
internal sealed class ShareFactory(
    ShareEnvironment environment,
    WriteAheadLog log,
    WalRecoveredLog recovered,
    MetadataStores stores,
    ContentCaches caches,
    StorageThreads threads,
    UploadEnvironment uploads)
{
    private const long BlockIndexBytesMax = 32 << 20;

    private readonly IBlockStoreOpener opener = environment.Opener;
    private readonly DamagedShares damage = new(environment.Disk, environment.DataDirectory);
    private readonly ShareOwners owners = new(environment);
    private readonly ILogger logger = environment.Loggers.CreateLogger("DittoFs.Storage.Shares");

    /// <summary>
    /// Opens the stores of a share, which may wait for a service that is away. Metadata first: what they say of the share tells whether the blocks are its own. Once
    /// at a time for each share.
    /// </summary>
    /// <exception cref="StorageStartException">The share's stores can't be used, or a start found that its changes were damaged; the message says what to do.</exception>
    public async Task<FsResult<OpenedStores>> OpenAsync(ShareDefinition definition, CancellationToken cancellationToken)
    {
        damage.ThrowIfDamaged(definition);
        ThrowIfPromisesTooMuch(definition);
        var binding = await stores.OpenAsync(definition, cancellationToken);
        if (!binding.IsSuccess)
        {
            return binding.Error;
        }

        var metadata = binding.Value;
        var opened = false;
        try
        {
            var budget = new ShareLogBudget(environment.Wal.ShareBudgetBytes, environment.Clock);
            var journal = new ShareJournal(log, budget, metadata.Committer, definition.Durability, metadata.Store.IsPersistent, metadata.RecordKind);
            await threads.EnterAsync();
            var superblock = await OpenSuperblockAsync(definition, metadata.Store, journal, cancellationToken);
            if (!superblock.IsSuccess)
            {
                return superblock.Error;
            }

            var blocks = await opener.OpenAsync(definition, metadata.Store.IsPersistent ? superblock.Value.HandleKey : default, cancellationToken);
            var claim = owners.Make(definition, blocks);
            if (claim is not null && !await owners.TryClaimAsync(definition, claim, blocks, cancellationToken))
            {
                await blocks.DisposeAsync();
                throw ShareOwners.Displaced(definition);
            }

            opened = true;
            return new OpenedStores(superblock.Value, metadata, journal, blocks, stores) { Claim = claim };
        }
        finally
        {
            if (!opened)
            {
                await stores.CloseAsync(metadata, isDrained: false);
            }
        }
    }

    /// <summary>Refuses a share whose answers promise what its stores can't keep.</summary>
    private static void ThrowIfPromisesTooMuch(ShareDefinition definition)
    {
        if (definition.Durability == DurabilityTier.Remote && (definition.Metadata != MetadataStoreKind.Postgres || definition.Blocks == BlockStoreKind.Memory))
        {
            throw new StorageStartException(
                $"Answers of share {definition.Name} promise to outlive this machine (durability remote), and its stores do not: names must be in PostgreSQL, "
                + "and blocks not in memory.");
        }
    }

    /// <summary>Starts the share on its stores; an error leaves nothing of it running, its stores closed, and its records in the log.</summary>
    public async Task<FsResult<RunningShare>> StartAsync(ShareDefinition definition, OpenedStores opened, CancellationToken cancellationToken)
    {
        var runs = false;
        try
        {
            var share = await StartAsync(definition, opened.Superblock, opened.Metadata, opened.Journal, opened.Blocks, cancellationToken);
            runs = share.IsSuccess;
            return runs ? share.Value with { Owner = opened.Claim } : share;
        }
        finally
        {
            if (!runs)
            {
                await opened.DisposeAsync();
            }
        }
    }

    private async Task<FsResult<RunningShare>> StartAsync(
        ShareDefinition definition,
        ShareSuperblock superblock,
        MetadataBinding metadata,
        ShareJournal journal,
        IBlockStore blocks,
        CancellationToken cancellationToken)
    {
        await threads.EnterAsync();
        var content = new TieredContentStore(
            definition.Id, log, journal.Budget, metadata.Store, MakeReader(blocks, definition.Id), caches.ReadAhead, threads, environment.Clock);
        var ensured = await EnsureUsageAsync(definition, metadata.Store, journal, cancellationToken);
        if (!ensured.IsSuccess)
        {
            return ensured.Error;
        }

        // Nothing of the log speaks of a share whose metadata do not last.
        var live = metadata.Store.IsPersistent ? recovered.Get(definition.Id).Where(record => record.Position.Sequence > metadata.LogStart) : [];
        var replay = new ShareReplay(definition.Id, [.. live], metadata.Store, journal);
        var folded = await replay.FoldAsync(cancellationToken);
        if (!folded.IsSuccess)
        {
            return folded.Error;
        }

        await threads.EnterAsync();
        replay.Map(content, Timestamp.Now(environment.Clock));
        recovered.Discard(definition.Id);
        var usage = await SettleAsync(definition.Id, metadata.Store, content, journal, replay, cancellationToken);
        if (!usage.IsSuccess)
        {
            await content.DisposeAsync();
            content.HandBack(recovered, damaged: replay.Damaged);
            return usage.Error;
        }

        if (metadata.Store.IsPersistent)
        {
            MetadataLog.Replayed(logger, definition.Name.Value, replay.MetadataCount, replay.DataCount, replay.FoldedCount);
        }

        if (replay.LostBytes > 0)
        {
            ShareLog.BytesLost(logger, definition.Name.Value, replay.LostBytes);
        }

        return Assemble(definition, superblock, metadata, blocks, content, journal, new QuotaLedger(usage.Value), replay.LostBytes);
    }

    /// <summary>Does what earlier runs have left to do, and reads what owners hold then.</summary>
    private static async ValueTask<FsResult<IReadOnlyList<OwnerCharge>>> SettleAsync(
        ShareId share, IMetadataStore store, TieredContentStore content, ShareJournal journal, ShareReplay replay, CancellationToken cancellationToken)
    {
        var lost = await replay.LoseDamagedAsync(content, cancellationToken);
        var swept = lost.IsSuccess ? await OrphanSweep.RunAsync(share, store, content, journal, cancellationToken) : lost;
        return swept.IsSuccess ? await store.ReadUsageAsync(share, cancellationToken) : swept.Error;
    }

    /// <summary>
    /// Sees to it that the store keeps what the share's owners hold: one from before it did is counted once, row by row. Before anything else changes its rows.
    /// </summary>
    private async ValueTask<FsResult> EnsureUsageAsync(ShareDefinition definition, IMetadataStore store, ShareJournal journal, CancellationToken cancellationToken)
    {
        // A share has a root, and so somebody who is charged for it.
        var usage = await store.ReadUsageAsync(definition.Id, cancellationToken);
        if (!usage.IsSuccess || usage.Value.Count > 0)
        {
            return usage.Error;
        }

        var counted = await store.CountUsageAsync(definition.Id, cancellationToken);
        if (!counted.IsSuccess)
        {
            return counted.Error;
        }

        ShareLog.UsageCounted(logger, definition.Name.Value, counted.Value.Counted.Count);
        return await CorrectAsync(definition.Id, counted.Value.Counted, journal);
    }

    /// <summary>Adds to what the store keeps of usage.</summary>
    public static async ValueTask<FsResult> CorrectAsync(ShareId share, IReadOnlyList<OwnerCharge> corrections, ShareJournal journal)
    {
        var batch = new MutationBatch(share);
        foreach (var correction in corrections)
        {
            batch.Charge(correction);
        }

        return await journal.WaitAppliedAsync(journal.Fold(batch));
    }

    private RunningShare Assemble(
        ShareDefinition definition,
        ShareSuperblock superblock,
        MetadataBinding metadata,
        IBlockStore blocks,
        TieredContentStore content,
        ShareJournal journal,
        QuotaLedger quota,
        long lostBytes)
    {
        var locks = new NodeLocks();
        var cache = new NodeCache(environment.Cache.Metadata.Bytes, locks, () => metadata.Committer.AppliedTicket);
        var parts = new ShareParts(
            superblock, metadata.Store, blocks, content, journal, cache, locks, quota, threads, environment.Clock, environment.Refusals, recovered.Checkpoint.WriteVerifier);
        var fileSystem = new ShareFileSystem(definition, parts);
        var isRemote = definition.Durability == DurabilityTier.Remote;
        var committer = new UploadCommitter(definition.Id, content, fileSystem, isRemote);
        var uploader = new BlockUploader(definition.Id, content, blocks, committer, uploads, isRemote);
        var share = new RunningShare(fileSystem, content, uploader, new LogMover(content, fileSystem), blocks, metadata, journal) { LostBytes = lostBytes };
        if (isRemote)
        {
            journal.Remote = new RemoteRounds(
                token => SettleRemotelyAsync(fileSystem, uploader, metadata.Committer, token), () => TakeSequence(locks), environment.Clock, share.Closing.Token);
        }

        uploader.Start();
        return share;
    }

    /// <summary>The log's last sequence, when whoever appended one up to it has told the maps and caches of it too: they do both under their node's lock.</summary>
    private ulong TakeSequence(NodeLocks locks)
    {
        var sequence = log.LastSequence;
        locks.PassThrough();
        return sequence;
    }

    /// <summary>Bytes into blocks, then attributes into the metadata store: what is in the log when this is called is in neither only afterwards.</summary>
    private static async Task<FsResult> SettleRemotelyAsync(
        ShareFileSystem fileSystem, BlockUploader uploader, MetadataCommitter committer, CancellationToken cancellationToken)
    {
        var drained = await uploader.DrainAsync(cancellationToken);
        if (!drained.IsSuccess)
        {
            return drained;
        }

        fileSystem.Fold();
        return await committer.WaitAllAppliedAsync();
    }

    private IBlockReader MakeReader(IBlockStore blocks, ShareId share)
    {
        var indexes = new BlockIndexCache(BlockIndexBytesMax);
        return blocks.IsRemote
            ? new CachingBlockReader(blocks, share, indexes, caches.Memory, caches.Disk, threads, caches.Metrics)
            : new BlockReader(blocks, share, indexes);
    }

    /// <summary>Reads what the store knows of the share, or makes the share.</summary>
    private async ValueTask<FsResult<ShareSuperblock>> OpenSuperblockAsync(
        ShareDefinition definition, IMetadataStore store, ShareJournal journal, CancellationToken cancellationToken)
    {
        var read = await store.ReadSuperblockAsync(definition.Id, cancellationToken);
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        if (read.Value is { } known)
        {
            return known.FormatVersion == ShareSuperblock.CurrentFormatVersion && known.FoldVersion == ShareSuperblock.CurrentFoldVersion
                ? known
                : throw new StorageStartException(
                    $"Share {definition.Name} was written in format {known.FormatVersion} (names: {known.FoldVersion}); this server reads "
                    + $"{ShareSuperblock.CurrentFormatVersion} (names: {ShareSuperblock.CurrentFoldVersion}). Start it with the version that wrote it.");
        }

        return await MakeAsync(definition, journal);
    }

    private async ValueTask<FsResult<ShareSuperblock>> MakeAsync(ShareDefinition definition, ShareJournal journal)
    {
        var now = Timestamp.Now(environment.Clock);
        var superblock = new ShareSuperblock
        {
            HandleKey = RandomNumberGenerator.GetBytes(32),
            IdCeiling = NodeIdSource.FirstId,
            CreateTime = now,
        };
        var batch = new MutationBatch(definition.Id);
        batch.PutSuperblock(superblock);
        batch.ReplaceNode(ShareRoot.Make(definition, now), null);
        var appended = journal.Append(batch);
        if (!appended.IsSuccess)
        {
            return appended.Error;
        }

        var applied = await journal.WaitAppliedAsync(appended.Value.Ticket);
        return applied.IsSuccess ? superblock : applied.Error;
    }
}
