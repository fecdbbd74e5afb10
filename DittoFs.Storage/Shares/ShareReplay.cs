using DittoFs.Storage.Content;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Files;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>
/// Rebuilds what a share had in memory from its records in the log: the attributes that only data records have, and which bytes lie there.
/// The metadata records themselves were applied to the store before (see <see cref="MetadataReplay"/>).
/// </summary>
internal sealed class ShareReplay(ShareId share, IReadOnlyList<WalRecoveredRecord> records, IMetadataStore store, ShareJournal journal)
{
    private readonly Dictionary<NodeId, WalDataPrefix> attributes = [];
    private readonly HashSet<ulong> damaged = [];
    private readonly HashSet<(ContentId Content, NodeId Node)> damagedContents = [];

    // Behind the last record that gave up all of the share: what stands before it is of files that are not there, though their ids may be given to others.
    private int first;

    /// <summary>Metadata records that were read.</summary>
    public int MetadataCount { get; private set; }

    /// <summary>Data records that were mapped.</summary>
    public int DataCount { get; private set; }

    /// <summary>Nodes whose attributes were brought up to date in the store.</summary>
    public int FoldedCount { get; private set; }

    /// <summary>Bytes that were durable and that the log does not have any more; a read of them is an error from now on, until they are written anew.</summary>
    public long LostBytes { get; private set; }

    /// <summary>The sequences of records whose bytes are not to be had.</summary>
    public IReadOnlySet<ulong> Damaged => damaged;

    /// <summary>
    /// Brings attributes up to date in the store. The first step, which touches nothing of the log: a store that is away makes the start fail, and the next one reads
    /// the same records.
    /// </summary>
    public async ValueTask<FsResult> FoldAsync(CancellationToken cancellationToken)
    {
        for (var index = 0; index < records.Count; index++)
        {
            if (records[index].Kind == WalRecordKind.Data)
            {
                NoteAttributes(records[index]);
                continue;
            }

            var batch = MetadataReplay.ReadBatch(share, records[index]);
            if (batch.DropsShare)
            {
                attributes.Clear();
                first = index + 1;
            }

            if (!NoteAttributes(batch))
            {
                return FsError.Corrupt;
            }
        }

        return await WriteAttributesAsync(cancellationToken);
    }

    /// <summary>Enters what bytes lie in the log, after <see cref="FoldAsync"/>; from then on <paramref name="content"/> keeps their segments.</summary>
    /// <exception cref="IOException">The log's disk failed.</exception>
    public void Map(TieredContentStore content, Timestamp now)
    {
        foreach (var record in records.Skip(first))
        {
            if (record.Kind == WalRecordKind.Data)
            {
                MapData(content, record, now);
            }
            else
            {
                MetadataCount++;
                Void(content, MetadataReplay.ReadBatch(share, record));
            }
        }
    }

    /// <summary>What still maps to a damaged record, after all that came later, is lost: rows that name no block say so for good, and the log may go on without it.</summary>
    public async ValueTask<FsResult> LoseDamagedAsync(TieredContentStore content, CancellationToken cancellationToken)
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

    private void MapData(TieredContentStore content, in WalRecoveredRecord record, Timestamp now)
    {
        DataCount++;
        if (record.IsDamaged)
        {
            damaged.Add(record.Position.Sequence);
            damagedContents.Add((record.Prefix.Content, record.Prefix.Node));
        }

        record.Position.Segment.AddLiveBytes(record.PayloadLength);
        content.MapLogged(record.Prefix, record.PayloadLength, record.Position, GetAge(record.Prefix.ChangeTime, now));
    }

    /// <summary>How long ago a change was made, by clocks that may have been set since.</summary>
    private static TimeSpan GetAge(Timestamp changed, Timestamp now) =>
        TimeSpan.FromTicks(Math.Max(0, now.Nanoseconds - changed.Nanoseconds) / TimeSpan.NanosecondsPerTick);

    private static void Void(TieredContentStore content, MutationBatch batch)
    {
        var reader = batch.Read();
        while (reader.MoveNext())
        {
            switch (reader.Kind)
            {
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
    }

    private void NoteAttributes(in WalRecoveredRecord record)
    {
        if (!attributes.TryGetValue(record.Prefix.Node, out var known) || known.ChangeId < record.Prefix.ChangeId)
        {
            attributes[record.Prefix.Node] = record.Prefix;
        }
    }

    private bool NoteAttributes(MutationBatch batch)
    {
        var reader = batch.Read();
        NodeRecord? last = null;
        while (reader.MoveNext())
        {
            switch (reader.Kind)
            {
                case MutationKind.PutNode when NodeRecordCodec.TryRead(reader.Body.Span, out var node):
                    if (last is not null && last.Node == node.Node && last.ChangeId > node.ChangeId)
                    {
                        // The store got no more than this of it; the log has it whole.
                        attributes[node.Node] = WalDataPrefix.Of(node.Node, node.Content, 0, last);
                    }

                    last = node;
                    if (attributes.TryGetValue(node.Node, out var known) && known.ChangeId <= node.ChangeId)
                    {
                        attributes.Remove(node.Node);
                    }

                    break;
                case MutationKind.DeleteNode:
                    attributes.Remove(reader.Node);
                    break;
                default:
                    break;
            }
        }

        return !reader.IsCorrupt;
    }

    private async ValueTask<FsResult> WriteAttributesAsync(CancellationToken cancellationToken)
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
