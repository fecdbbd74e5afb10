using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>
/// Repeats the log's metadata records of all shares that the embedded store had not flushed when the server died. It is done before anything else uses
/// the store, for shares that will not be started too, because the store has one watermark for all.
/// </summary>
internal static class MetadataReplay
{
    private const int BatchesPerApply = 1024;

    /// <summary>Applies what is newer than the store, in the log's order.</summary>
    public static async ValueTask<FsResult> RunAsync(WalRecoveredLog log, IMetadataStore store, CancellationToken cancellationToken)
    {
        List<MutationBatch> batches = [];
        var charges = new ReplayedCharges(store);
        var applied = store.AppliedSequence;
        var last = applied;
        foreach (var (share, record) in log.EnumerateMetadata())
        {
            if (record.Position.Sequence <= applied || IsBehindDamage(log, share, record))
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
