using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>
/// Repeats the log's metadata records that a store had not taken or flushed when the server died. For the embedded store it is done before anything else
/// uses it, for shares that will not be started too, because it has one watermark for all; for a store with a watermark for each share, when that share starts.
/// </summary>
internal static class MetadataReplay
{
    private const int BatchesPerApply = 1024;

    /// <summary>Applies what is newer than the store, in the log's order.</summary>
    public static ValueTask<FsResult> RunAsync(WalRecoveredLog log, IMetadataStore store, CancellationToken cancellationToken) =>
        RunAsync(log.EnumerateMetadata().Where(entry => !IsBehindDamage(log, entry.Share, entry.Record)), store, cancellationToken);

    /// <summary>Applies what is newer than the store of a single share, in the log's order.</summary>
    public static ValueTask<FsResult> RunAsync(ShareId share, IReadOnlyList<WalRecoveredRecord> records, IMetadataStore store, CancellationToken cancellationToken) =>
        RunAsync(records.Where(static record => record.Kind == WalRecordKind.ShareMetadata).Select(record => (share, record)), store, cancellationToken);

    private static async ValueTask<FsResult> RunAsync(
        IEnumerable<(ShareId Share, WalRecoveredRecord Record)> records, IMetadataStore store, CancellationToken cancellationToken)
    {
        List<MutationBatch> batches = [];
        var charges = new ReplayedCharges(store);
        var applied = store.AppliedSequence;
        var last = applied;
        foreach (var (share, record) in records)
        {
            if (record.Position.Sequence <= applied)
            {
                continue;
            }

            var batch = ReadBatch(share, record);
            var charged = await charges.AddAsync(batch, cancellationToken);
            if (!charged.IsSuccess)
            {
                return charged;
            }

            batches.Add(batch);
            last = record.Position.Sequence;
            if (batches.Count == BatchesPerApply)
            {
                var done = await store.ApplyAsync(batches, last, cancellationToken);
                if (!done.IsSuccess)
                {
                    return done;
                }

                batches.Clear();
                charges.Applied();
            }
        }

        return batches.Count == 0 ? FsResult.Success : await store.ApplyAsync(batches, last, cancellationToken);
    }

    private static bool IsBehindDamage(WalRecoveredLog log, ShareId share, in WalRecoveredRecord record) =>
        log.DamagedShares.TryGetValue(share, out var damaged) && record.Position.Sequence >= damaged.Position.Sequence;

    /// <summary>Reads the row changes of a metadata record, whose checksum was verified when the log was opened.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static MutationBatch ReadBatch(ShareId share, in WalRecoveredRecord record)
    {
        var payload = new byte[record.PayloadLength];
        var count = record.Position.Segment.File.Read(record.Position.PayloadOffset, payload);
        return count == payload.Length
            ? MutationBatch.FromEncoded(share, payload)
            : throw new IOException($"{record.Position.Segment.Path} ends inside of a record.");
    }
}
