using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Files;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>Puts the rows of a dump in place of all that a metadata store has of a share which does not run.</summary>
internal sealed class DumpedRows(ShareEnvironment environment, WriteAheadLog log, ShareId share, MetadataBinding metadata)
{
    /// <summary>
    /// Ids that the server of the dump may have given away after it was written. None is given again: a client's handle of a lost file would lead to another.
    /// </summary>
    private const ulong IdGap = 1UL << 32;

    private readonly ShareJournal journal =
        new(log, new ShareLogBudget(environment.Wal.ShareBudgetBytes, environment.Clock), metadata.Committer, DurabilityTier.Local, isPersistent: true, metadata.RecordKind);

    /// <summary>Puts all but the superblock, durably: without it there is no share, if this is cut short.</summary>
    /// <param name="readRows">Hands the dump's rows to what it is given, and ends with the first that it does not take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The superblock of the dump for <see cref="FinishAsync"/>.</returns>
    public async Task<FsResult<ShareSuperblock>> PutAsync(Func<Func<MutationBatch, ValueTask<FsResult>>, ValueTask<FsResult>> readRows, CancellationToken cancellationToken)
    {
        var empty = new MutationBatch(share);
        empty.DropShare();
        var dropped = journal.Append(empty);
        var result = dropped.IsSuccess ? await journal.WaitAppliedAsync(dropped.Value.Ticket) : dropped.Error;
        ShareSuperblock? superblock = null;
        result = !result.IsSuccess ? result : await readRows(
            async batch =>
            {
                var rows = Split(batch, ref superblock);
                return rows.IsEmpty ? FsResult.Success : await journal.WaitAppliedAsync(journal.Fold(rows));
            });
        var flushed = result.IsSuccess ? await metadata.Store.FlushAsync(cancellationToken) : result.Error;
        return !flushed.IsSuccess ? flushed.Error : superblock is { } known ? known : FsError.Corrupt;
    }

    /// <summary>Makes the share one again. Ids go on behind all that the dump and <paramref name="ceiling"/> know of.</summary>
    public async Task<FsResult> FinishAsync(ShareSuperblock superblock, ulong ceiling = 0)
    {
        var batch = new MutationBatch(share);
        batch.PutSuperblock(superblock with { IdCeiling = Math.Max(ceiling, superblock.IdCeiling + IdGap) });
        var appended = journal.Append(batch);
        return appended.IsSuccess ? await journal.WaitAppliedAsync(appended.Value.Ticket) : appended.Error;
    }

    /// <summary>The rows of a batch without the superblock, which is the first of a dump.</summary>
    private static MutationBatch Split(MutationBatch batch, ref ShareSuperblock? superblock)
    {
        var reader = batch.Read();
        if (!reader.MoveNext() || reader.Kind != MutationKind.PutSuperblock || !ShareSuperblockCodec.TryRead(reader.Body.Span, out var known))
        {
            return batch;
        }

        superblock = known;
        return MutationBatch.FromEncoded(batch.Share, batch.Encoded.Span[(MutationBatch.EntryHeaderLength + reader.Body.Length)..]);
    }
}
