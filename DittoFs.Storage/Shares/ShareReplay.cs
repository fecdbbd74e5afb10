using DittoFs.Storage.Content;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Files;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>
/// Rebuilds what a share had in memory from its records in the log: which bytes lie there, and the attributes that only data records have.
/// The metadata records themselves were applied to the store before (see <see cref="MetadataReplay"/>).
/// </summary>
internal sealed class ShareReplay(ShareId share, TieredContentStore content, IMetadataStore store, ShareJournal journal, Timestamp now)
{
    private readonly Dictionary<NodeId, WalDataPrefix> attributes = [];
    private readonly HashSet<ulong> damaged = [];
    private readonly HashSet<(ContentId Content, NodeId Node)> damagedContents = [];

    /// <summary>Metadata records that were read.</summary>
    public int MetadataCount { get; private set; }

    /// <summary>Data records that were mapped.</summary>
    public int DataCount { get; private set; }

    /// <summary>Nodes whose attributes were brought up to date in the store.</summary>
    public int FoldedCount { get; private set; }

    /// <summary>Bytes that were durable and that the log does not have any more; a read of them is an error from now on, until they are written anew.</summary>
    public long LostBytes { get; private set; }

    /// <summary>Takes <paramref name="records"/> over, in order.</summary>
    public async ValueTask<FsResult> RunAsync(IReadOnlyList<WalRecoveredRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            if (record.Kind == WalRecordKind.Data)
            {
                MapData(record);
            }
            else if (!TakeMetadata(MetadataReplay.ReadBatch(share, record)))
            {
                return FsError.Corrupt;
            }
        }

        var lost = await LoseDamagedAsync(cancellationToken);
        return lost.IsSuccess ? await FoldAsync(cancellationToken) : lost;
    }

    private void MapData(in WalRecoveredRecord record)
    {
        DataCount++;
        if (record.IsDamaged)
        {
            damaged.Add(record.Position.Sequence);
            damagedContents.Add((record.Prefix.Content, record.Prefix.Node));
        }

        record.Position.Segment.AddLiveBytes(record.PayloadLength);
        content.MapLogged(record.Prefix, record.PayloadLength, record.Position, GetAge(record.Prefix.ChangeTime));
        if (!attributes.TryGetValue(record.Prefix.Node, out var known) || known.ChangeId < record.Prefix.ChangeId)
        {
            attributes[record.Prefix.Node] = record.Prefix;
        }
    }

    /// <summary>How long ago a change was made, by clocks that may have been set since.</summary>
    private TimeSpan GetAge(Timestamp changed) => TimeSpan.FromTicks(Math.Max(0, now.Nanoseconds - changed.Nanoseconds) / TimeSpan.NanosecondsPerTick);

    private bool TakeMetadata(MutationBatch batch)
    {
        MetadataCount++;
        var reader = batch.Read();
        while (reader.MoveNext())
        {
            switch (reader.Kind)
            {
                case MutationKind.PutNode when NodeRecordCodec.TryRead(reader.Body.Span, out var node):
                    if (attributes.TryGetValue(node.Node, out var known) && known.ChangeId <= node.ChangeId)
                    {
                        attributes.Remove(node.Node);
                    }

                    break;
                case MutationKind.DeleteNode:
                    attributes.Remove(reader.Node);
                    break;
                case MutationKind.DropContent:
                    content.Drop(reader.Content);
                    break;
                case MutationKind.TruncateContent:
                    content.ReleaseLogged(reader.Content, reader.Offset, ulong.MaxValue);
                    break;
                case MutationKind.ReleaseContent:
                    content.ReleaseLogged(reader.Content, reader.Offset, reader.Offset + reader.Length);
                    break;
                default:
                    break;
            }
        }

        return !reader.IsCorrupt;
    }

    /// <summary>What still maps to a damaged record, after all that came later, is lost: rows that name no block say so for good, and the log may go on without it.</summary>
    private async ValueTask<FsResult> LoseDamagedAsync(CancellationToken cancellationToken)
    {
        var ticket = 0UL;
        foreach (var (id, node) in damagedContents)
        {
            var loaded = await content.LoadMapAsync(id, node, cancellationToken);
            if (!loaded.IsSuccess)
            {
                return loaded;
            }

            var batch = new MutationBatch(share);
            LostBytes += content.LoseLogged(id, node, damaged, batch);
            var appended = batch.IsEmpty ? default : journal.Append(batch);
            if (!appended.IsSuccess)
            {
                return appended.Error;
            }

            ticket = Math.Max(ticket, appended.Value.Ticket);
        }

        return ticket == 0 ? FsResult.Success : await journal.WaitAppliedAsync(ticket);
    }

    private async ValueTask<FsResult> FoldAsync(CancellationToken cancellationToken)
    {
        var ticket = 0UL;
        foreach (var (id, newest) in attributes)
        {
            var read = await store.ReadNodeAsync(share, id, cancellationToken);
            if (!read.IsSuccess)
            {
                return read.Error;
            }

            if (read.Value is { } node && node.Content == newest.Content && node.ChangeId < newest.ChangeId)
            {
                var batch = new MutationBatch(share);
                var folded = node with
                {
                    Size = newest.Size,
                    ChangeId = newest.ChangeId,
                    ModifyTime = newest.ModifyTime,
                    ChangeTime = newest.ChangeTime,
                    Mode = newest.Mode,
                };
                batch.ReplaceNode(folded, node);
                ticket = journal.Fold(batch);
                FoldedCount++;
            }
        }

        return ticket == 0 ? FsResult.Success : await journal.WaitAppliedAsync(ticket);
    }
}
