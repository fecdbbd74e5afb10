using System.Globalization;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <content>
/// Stores of registered types. Such a store knows of the log only how far it has come, so the data directory remembers by its note that the store is its own: another
/// log counts differently, and what it has for the share would be taken for what the store has already.
/// </content>
internal sealed partial class ShareBindings
{
    private async Task<FsResult<MetadataBinding>> OpenCustomAsync(ShareDefinition definition, CancellationToken cancellationToken)
    {
        var custom = definition.CustomMetadata!;
        var store = await environment.StoreTypes.OpenMetadataAsync(custom, environment.MakeRequest(definition.Id, definition.Name, custom), cancellationToken);
        var ready = new FsResult(FsError.Unavailable);
        try
        {
            ready = store.IsPersistent ? await CatchUpAsync(definition, store, cancellationToken) : FsResult.Success;
        }
        finally
        {
            if (!ready.IsSuccess)
            {
                await store.DisposeAsync();
            }
        }

        return ready.IsSuccess
            ? new MetadataBinding($"metadata/{definition.Name}", MetadataStoreKind.Custom, store, new MetadataCommitter(store, log, logger, definition.Name.Value))
            : ready.Error;
    }

    /// <summary>Brings a store that lasts to where the log is, once it is sure that the two belong together.</summary>
    /// <exception cref="StorageStartException">They do not; nothing was changed.</exception>
    private async Task<FsResult> CatchUpAsync(ShareDefinition definition, IMetadataStore store, CancellationToken cancellationToken)
    {
        var known = await store.ReadSuperblockAsync(definition.Id, cancellationToken);
        if (!known.IsSuccess)
        {
            return known.Error;
        }

        if (known.Value is not null && !elsewhere.Contains(definition.Id))
        {
            throw new StorageStartException(
                $"The metadata store of share {definition.Name} ({definition.CustomMetadata}) holds the share, but for another data directory, whose log may hold changes "
                + "that are nowhere else. Start the server with that directory. Nothing was changed.");
        }

        if (store.AppliedSequence > log.LastSequence)
        {
            throw new StorageStartException(string.Create(
                CultureInfo.InvariantCulture,
                $"The log of this data directory ends at record {log.LastSequence}, but the metadata store of share {definition.Name} ({definition.CustomMetadata}) has seen "
                + $"{store.AppliedSequence}. Records that were durable are gone; restore the data directory from a backup."));
        }

        Note(definition, definition.CustomMetadata!.ToString());
        var records = recovered.Get(definition.Id);
        var replayed = await MetadataReplay.RunAsync(definition.Id, records, store, cancellationToken);
        return replayed.IsSuccess ? await CheckReplayedAsync(definition, records, store, cancellationToken) : replayed;
    }

    /// <summary>After the log's records, a store has the share, unless one of them was its end: else it is not the one that the records before them were for.</summary>
    /// <exception cref="StorageStartException">It does not have it.</exception>
    private static async Task<FsResult> CheckReplayedAsync(
        ShareDefinition definition, IReadOnlyList<WalRecoveredRecord> records, IMetadataStore store, CancellationToken cancellationToken)
    {
        var superblock = await store.ReadSuperblockAsync(definition.Id, cancellationToken);
        if (!superblock.IsSuccess || superblock.Value is not null)
        {
            return superblock.Error;
        }

        var changes = records.Where(static record => record.Kind == WalRecordKind.ShareMetadata).Select(record => MetadataReplay.ReadBatch(definition.Id, record)).ToList();
        return changes.Count == 0 || changes.Exists(static batch => batch.DropsShare)
            ? FsResult.Success
            : throw new StorageStartException(
                $"The log of this data directory holds changes of share {definition.Name}, but its metadata store ({definition.CustomMetadata}) has never seen it: it is another "
                + "store, or it was emptied. Name the right one, or restore it from a backup.");
    }

    /// <summary>
    /// Has a store make durable what it has taken, since the log lets go of that when nobody has the store open. Of a share that was erased there is nothing left to
    /// remember.
    /// </summary>
    private async Task<FsResult> SettleCustomAsync(Entry entry)
    {
        var flushed = await entry.Binding.Store.FlushAsync(CancellationToken.None);
        if (!flushed.IsSuccess || !entry.IsDrained)
        {
            return flushed.Error;
        }

        var superblock = await entry.Binding.Store.ReadSuperblockAsync(entry.Share, CancellationToken.None);
        if (superblock is { IsSuccess: true, Value: null })
        {
            Forget(entry.Share);
        }

        return FsResult.Success;
    }
}
