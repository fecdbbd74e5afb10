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
/// <param name="share">The share.</param>
/// <param name="records">Its records, in order.</param>
internal sealed class ShareReplay(ShareId share, IReadOnlyList<WalRecoveredRecord> records)
{
    private readonly Dictionary<NodeId, WalDataPrefix> attributes = [];

    /// <summary>Metadata records that were read.</summary>
    public int MetadataCount { get; private set; }

    /// <summary>Data records that were mapped.</summary>
    public int DataCount { get; private set; }

    /// <summary>Nodes whose attributes were brought up to date in the store.</summary>
    public int FoldedCount { get; private set; }

    /// <summary>
    /// Brings attributes up to date in the store. Nothing of the log is touched before this has succeeded: a store that is away makes the start fail, and the
    /// next one reads the same records.
    /// </summary>
    public async ValueTask<FsResult> FoldAsync(IMetadataStore store, ShareJournal journal, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            if (record.Kind == WalRecordKind.Data)
            {
                NoteAttributes(record);
            }
            else if (!NoteAttributes(MetadataReplay.ReadBatch(share, record)))
            {
                return FsError.Corrupt;
            }
        }

        return await WriteAttributesAsync(store, journal, cancellationToken);
    }

    /// <summary>Enters what bytes lie in the log. The log's disk is all that can fail.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Map(TieredContentStore content)
    {
        foreach (var record in records)
        {
            if (record.Kind == WalRecordKind.Data)
            {
                DataCount++;
                record.Position.Segment.AddLiveBytes(record.PayloadLength);
                content.MapLogged(record.Prefix, record.PayloadLength, record.Position);
            }
            else
            {
                MetadataCount++;
                Void(content, MetadataReplay.ReadBatch(share, record));
            }
        }
    }

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
                default:
                    break;
            }
        }

        return !reader.IsCorrupt;
    }

    private async ValueTask<FsResult> WriteAttributesAsync(IMetadataStore store, ShareJournal journal, CancellationToken cancellationToken)
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
                batch.PutNode(node with
                {
                    Size = newest.Size,
                    ChangeId = newest.ChangeId,
                    ModifyTime = newest.ModifyTime,
                    ChangeTime = newest.ChangeTime,
                    Mode = newest.Mode,
                });
                ticket = journal.Fold(batch);
                FoldedCount++;
            }
        }

        return ticket == 0 ? FsResult.Success : await journal.WaitAppliedAsync(ticket);
    }
}
