using System.Security.Cryptography;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.Content;
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
    ShareEnvironment environment, WriteAheadLog log, WalRecoveredLog recovered, MetadataStores stores, StorageThreads threads)
{
    private const long BlockIndexBytesMax = 32 << 20;

    private readonly BlockStoreOpener opener = new(environment);
    private readonly ILogger logger = environment.Loggers.CreateLogger("DittoFs.Storage.Shares");

    /// <summary>Starts the share; an error leaves nothing of it running and its records in the log.</summary>
    public async Task<FsResult<RunningShare>> StartAsync(ShareDefinition definition, CancellationToken cancellationToken)
    {
        var metadata = await stores.OpenAsync(definition, cancellationToken);
        if (!metadata.IsSuccess)
        {
            return metadata.Error;
        }

        var runs = false;
        try
        {
            var share = await StartAsync(definition, metadata.Value, cancellationToken);
            runs = share.IsSuccess;
            return share;
        }
        finally
        {
            if (!runs)
            {
                await stores.CloseAsync(definition, metadata.Value, isDrained: false);
            }
        }
    }

    /// <summary>Metadata first: what they say of the share tells whether the blocks are its own.</summary>
    private async Task<FsResult<RunningShare>> StartAsync(ShareDefinition definition, MetadataBinding metadata, CancellationToken cancellationToken)
    {
        var journal = new ShareJournal(log, metadata.Committer, definition.Durability, metadata.Store.IsPersistent, metadata.RecordKind);
        await threads.EnterAsync();
        var superblock = await OpenSuperblockAsync(definition, metadata.Store, journal, cancellationToken);
        if (!superblock.IsSuccess)
        {
            return superblock.Error;
        }

        var blocks = await opener.OpenAsync(definition, metadata.Store.IsPersistent ? superblock.Value.HandleKey : default, cancellationToken);
        var runs = false;
        try
        {
            var share = await StartAsync(definition, superblock.Value, metadata, journal, blocks, cancellationToken);
            runs = share.IsSuccess;
            return share;
        }
        finally
        {
            if (!runs)
            {
                await blocks.DisposeAsync();
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
        var live = metadata.Store.IsPersistent ? recovered.Get(definition.Id).Where(record => record.Position.Sequence > metadata.LogStart) : [];
        var replay = new ShareReplay(definition.Id, [.. live]);
        var folded = await replay.FoldAsync(metadata.Store, journal, cancellationToken);
        if (!folded.IsSuccess)
        {
            return folded.Error;
        }

        var quota = new QuotaLedger();
        var counted = await CountAsync(definition, metadata.Store, quota, cancellationToken);
        if (!counted.IsSuccess)
        {
            return counted.Error;
        }

        await threads.EnterAsync();
        var content = new TieredContentStore(definition.Id, log, metadata.Store, new BlockReader(blocks, definition.Id, new BlockIndexCache(BlockIndexBytesMax)), threads, environment.Clock);
        replay.Map(content);
        recovered.Forget(definition.Id);
        if (metadata.Store.IsPersistent)
        {
            MetadataLog.Replayed(logger, definition.Name.Value, replay.MetadataCount, replay.DataCount, replay.FoldedCount);
        }

        return Assemble(definition, superblock, metadata, blocks, content, journal, quota);
    }

    /// <summary>Counts what a share with a quota holds, row by row, now that its store has all that the log had.</summary>
    private static async ValueTask<FsResult> CountAsync(
        ShareDefinition definition, IMetadataStore store, QuotaLedger quota, CancellationToken cancellationToken)
    {
        if (definition.QuotaBytes is null && definition.QuotaNodes is null)
        {
            return FsResult.Success;
        }

        var totals = await store.CountAsync(definition.Id, cancellationToken);
        if (totals.IsSuccess)
        {
            quota.AddCounted(totals.Value);
        }

        return totals.Error;
    }

    private RunningShare Assemble(
        ShareDefinition definition,
        ShareSuperblock superblock,
        MetadataBinding metadata,
        IBlockStore blocks,
        TieredContentStore content,
        ShareJournal journal,
        QuotaLedger quota)
    {
        var locks = new NodeLocks();
        var cache = new NodeCache(environment.Cache.Metadata.Bytes, locks, () => metadata.Committer.AppliedTicket);
        var parts = new ShareParts(
            superblock, metadata.Store, blocks, content, journal, cache, locks, quota, threads, environment.Clock, recovered.Checkpoint.WriteVerifier);
        var fileSystem = new ShareFileSystem(definition, parts);
        var committer = new UploadCommitter(definition.Id, content, fileSystem);
        var uploader = new BlockUploader(
            definition.Id, content, blocks, committer, log, threads, environment.Wal.UploadDelay, environment.Clock, environment.UploadMetrics, logger);
        uploader.Start();
        return new RunningShare(fileSystem, content, uploader, blocks, metadata, journal);
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
        batch.PutNode(ShareRoot.Make(definition, now));
        var appended = journal.Append(batch);
        if (!appended.IsSuccess)
        {
            return appended.Error;
        }

        var applied = await journal.WaitAppliedAsync(appended.Value.Ticket);
        return applied.IsSuccess ? superblock : applied.Error;
    }
}
