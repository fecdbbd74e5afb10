using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Wal;

/// <summary>One record that was found in the log at the start.</summary>
/// <param name="Kind">Data or metadata.</param>
/// <param name="Position">Where it is.</param>
/// <param name="PayloadLength">The length of its payload.</param>
/// <param name="Prefix">Of a data record: what it says of its bytes.</param>
/// <param name="IsDamaged">It was durable, and its payload is not what was written.</param>
internal readonly record struct WalRecoveredRecord(WalRecordKind Kind, WalPosition Position, int PayloadLength, WalDataPrefix Prefix, bool IsDamaged = false);

/// <summary>What <see cref="WalRecovery"/> found: all that the log holds, in order, by share. Later, what it holds of shares that were stopped.</summary>
/// <remarks>Shares may be opened at once; the records of one share have one user at a time.</remarks>
internal sealed class WalRecoveredLog
{
    private readonly Lock gate = new();
    private readonly Dictionary<ShareId, List<WalRecoveredRecord>> records = [];

    /// <summary>The checkpoint, rewritten as "not stopped cleanly" for the run that begins.</summary>
    public required WalCheckpoint Checkpoint { get; init; }

    /// <summary>Segments with records, oldest first, open.</summary>
    public List<WalSegment> Segments { get; } = [];

    /// <summary>Full paths of files for reuse.</summary>
    public List<string> Spares { get; } = [];

    /// <summary>The sequence of the first record that this run will write.</summary>
    public ulong NextSequence { get; set; }

    /// <summary>The number of the first segment that this run will write.</summary>
    public ulong NextSegment { get; set; }

    /// <summary>Bytes behind the last good record that were cut off, because their write was under way when the server died.</summary>
    public long TornBytes { get; set; }

    /// <summary>
    /// For each share that lost a change of its names or attributes, the record: nothing of the share behind it means anything. Lost bytes are a file's matter and
    /// not listed here.
    /// </summary>
    public Dictionary<ShareId, WalRecoveredRecord> DamagedShares { get; } = [];

    /// <summary>The shares that have records.</summary>
    public IReadOnlyCollection<ShareId> Shares
    {
        get
        {
            lock (gate)
            {
                return [.. records.Keys];
            }
        }
    }

    /// <summary>Notes a record and keeps its segment until the share takes it.</summary>
    public void Add(ShareId share, in WalRecoveredRecord record)
    {
        List<WalRecoveredRecord>? list;
        lock (gate)
        {
            if (!records.TryGetValue(share, out list))
            {
                records.Add(share, list = []);
            }
        }

        if (list.Count == 0 || list[^1].Position.Segment != record.Position.Segment)
        {
            record.Position.Segment.Hold();
        }

        list.Add(record);
        if (record is { IsDamaged: true, Kind: not WalRecordKind.Data })
        {
            DamagedShares.TryAdd(share, record);
        }
    }

    /// <summary>All metadata records of shares on the embedded store, in the log's order.</summary>
    public IEnumerable<(ShareId Share, WalRecoveredRecord Record)> EnumerateMetadata() =>
        records
            .SelectMany(entry => entry.Value.Where(record => record.Kind == WalRecordKind.Metadata).Select(record => (Share: entry.Key, Record: record)))
            .OrderBy(entry => entry.Record.Position.Sequence);

    /// <summary>The number of records.</summary>
    public long Count => records.Values.Sum(list => (long)list.Count);

    /// <summary>The records of <paramref name="share"/> that no start of it has dealt with yet; their segments are held until <see cref="Discard"/>.</summary>
    public IReadOnlyList<WalRecoveredRecord> Get(ShareId share)
    {
        lock (gate)
        {
            return records.GetValueOrDefault(share) ?? [];
        }
    }

    /// <summary>Hands the records of <paramref name="share"/> over, once; their segments stay held until <see cref="EndHold"/>.</summary>
    public IReadOnlyList<WalRecoveredRecord> Take(ShareId share)
    {
        lock (gate)
        {
            return records.Remove(share, out var list) ? list : [];
        }
    }

    /// <summary>Lets go of all records of <paramref name="share"/>: they were dealt with, or nobody will want them.</summary>
    public void Discard(ShareId share) => EndHold(Take(share));

    /// <summary>Lets go of the segments of records that were taken and dealt with.</summary>
    public static void EndHold(IReadOnlyList<WalRecoveredRecord> taken)
    {
        WalSegment? last = null;
        foreach (var record in taken)
        {
            if (record.Position.Segment != last)
            {
                last = record.Position.Segment;
                last.EndHold();
            }
        }
    }
}
