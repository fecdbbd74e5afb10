using DittoFs.Storage.Primitives;
using Npgsql;

namespace DittoFs.Storage.Metadata.Postgres;

/// <content>Reads, each one statement and so one snapshot.</content>
internal sealed partial class PostgresMetadataStore
{
    /// <inheritdoc/>
    public ValueTask<FsResult<ShareSuperblock?>> ReadSuperblockAsync(ShareId share, CancellationToken cancellationToken) => ReadRowAsync(
        "SELECT superblock FROM dittofs_metadata.superblocks WHERE share = $1",
        [Value(share.Value)],
        static row => ShareSuperblockCodec.TryRead(row.GetFieldValue<byte[]>(0), out var superblock) ? superblock : new FsResult<ShareSuperblock?>(FsError.Corrupt, null),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<NodeRecord?>> ReadNodeAsync(ShareId share, NodeId node, CancellationToken cancellationToken) => ReadRowAsync(
        "SELECT record FROM dittofs_metadata.nodes WHERE share = $1 AND node = $2",
        [Value(share.Value), Value(node.Value)],
        static row => NodeRecordCodec.TryRead(row.GetFieldValue<byte[]>(0), out var record) ? record : new FsResult<NodeRecord?>(FsError.Corrupt, null),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<NameRecord?>> ReadNameAsync(ShareId share, NodeId directory, FileName name, CancellationToken cancellationToken) => ReadRowAsync(
        "SELECT node, kind, cookie FROM dittofs_metadata.names WHERE share = $1 AND directory = $2 AND folded = $3 AND name = $4",
        [Value(share.Value), Value(directory.Value), Value(PostgresBatchWriter.Fold(name)), Value(name.Span.ToArray())],
        static row => TryReadEntry(row, out var entry) ? entry : new FsResult<NameRecord?>(FsError.Corrupt, null),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<DirectoryRow>>> FindFoldedNamesAsync(
        ShareId share, NodeId directory, FileName name, CancellationToken cancellationToken) => ReadRowsAsync(
        "SELECT node, kind, cookie, name FROM dittofs_metadata.names WHERE share = $1 AND directory = $2 AND folded = $3 ORDER BY name",
        [Value(share.Value), Value(directory.Value), Value(PostgresBatchWriter.Fold(name))],
        ReadDirectoryRow,
        cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The inner query ends at the limit before any record is looked for, each then by its key.</remarks>
    public ValueTask<FsResult<IReadOnlyList<DirectoryRow>>> ScanDirectoryAsync(
        ShareId share, NodeId directory, ulong afterCookie, int rowsMax, bool withRecords, CancellationToken cancellationToken) => ReadRowsAsync<DirectoryRow>(
        withRecords
            ? """
              SELECT e.node, e.kind, e.cookie, e.name, n.record
              FROM (SELECT node, kind, cookie, name FROM dittofs_metadata.entries WHERE share = $1 AND directory = $2 AND cookie > $3 ORDER BY cookie LIMIT $4) e
              LEFT JOIN LATERAL (SELECT record FROM dittofs_metadata.nodes WHERE share = $1 AND node = e.node LIMIT 1) n ON true
              ORDER BY e.cookie
              """
            : "SELECT node, kind, cookie, name FROM dittofs_metadata.entries WHERE share = $1 AND directory = $2 AND cookie > $3 ORDER BY cookie LIMIT $4",
        [Value(share.Value), Value(directory.Value), Value(afterCookie), Value((long)rowsMax)],
        withRecords ? ReadDirectoryRowWithRecord : ReadDirectoryRow,
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<ContentExtent>>> ReadExtentsAsync(
        ShareId share, ContentId content, ulong from, int rowsMax, CancellationToken cancellationToken) => ReadRowsAsync(
        """
        (SELECT start, length, block, block_offset FROM (
            SELECT start, length, block, block_offset FROM dittofs_metadata.extents WHERE share = $1 AND content = $2 AND start < $3 ORDER BY start DESC LIMIT 1
        ) below WHERE start + length > $3 LIMIT $4)
        UNION ALL
        (SELECT start, length, block, block_offset FROM dittofs_metadata.extents WHERE share = $1 AND content = $2 AND start >= $3 ORDER BY start LIMIT $4)
        ORDER BY start LIMIT $4
        """,
        [Value(share.Value), Value(content.Value), Value(from), Value((long)rowsMax)],
        ReadExtent,
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<ContentId>>> ListDroppedContentsAsync(ShareId share, int rowsMax, CancellationToken cancellationToken) => ReadRowsAsync(
        "SELECT content FROM dittofs_metadata.dropped_contents WHERE share = $1 ORDER BY content LIMIT $2",
        [Value(share.Value), Value((long)rowsMax)],
        static row => new FsResult<ContentId>(FsError.None, new ContentId(Number(row, 0))),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<NodeId>>> ListOrphansAsync(ShareId share, int rowsMax, CancellationToken cancellationToken) => ReadRowsAsync(
        "SELECT node FROM dittofs_metadata.orphans WHERE share = $1 ORDER BY node LIMIT $2",
        [Value(share.Value), Value((long)rowsMax)],
        static row => new FsResult<NodeId>(FsError.None, new NodeId(Number(row, 0))),
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<FsResult> ReadBlocksAsync(ShareId share, Action<BlockId> found, CancellationToken cancellationToken)
    {
        var read = await ReadAllAsync(
            "SELECT block FROM dittofs_metadata.extents WHERE share = $1",
            share,
            found,
            static (row, found) =>
            {
                found(new BlockId(row.GetGuid(0)));
                return true;
            },
            cancellationToken);
        return read.Error;
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<OwnerCharge>>> ReadUsageAsync(ShareId share, CancellationToken cancellationToken) => ReadRowsAsync<OwnerCharge>(
        "SELECT uid, bytes, nodes FROM dittofs_metadata.usage WHERE share = $1 AND (bytes <> 0 OR nodes <> 0) ORDER BY uid",
        [Value(share.Value)],
        static row => TryReadCharge(row, out var charge) ? charge : FsError.Corrupt,
        cancellationToken);

    /// <inheritdoc/>
    /// <remarks>One statement, so that counters and nodes are of one moment.</remarks>
    public async ValueTask<FsResult<UsageCount>> CountUsageAsync(ShareId share, CancellationToken cancellationToken)
    {
        var (kept, counted) = (new OwnerSums(), new OwnerSums());
        var read = await ReadAllAsync(
            """
            SELECT uid, bytes, nodes, NULL::bytea FROM dittofs_metadata.usage WHERE share = $1
            UNION ALL SELECT NULL, NULL, NULL, record FROM dittofs_metadata.nodes WHERE share = $1
            """,
            share,
            (kept, counted),
            static (row, sums) => AddUsage(row, sums.kept, sums.counted),
            cancellationToken);
        return read.IsSuccess ? new UsageCount(kept.ToList(), counted.ToList()) : read.Error;
    }

    /// <inheritdoc/>
    public async ValueTask<FsResult<ShareTotals>> CountAsync(ShareId share, CancellationToken cancellationToken)
    {
        var totals = new Totals();
        var read = await ReadAllAsync(
            "SELECT record FROM dittofs_metadata.nodes WHERE share = $1", share, totals, static (row, totals) => totals.TryAdd(row), cancellationToken);
        return read.IsSuccess ? totals.Sum : read.Error;
    }

    private static FsResult<DirectoryRow> ReadDirectoryRow(NpgsqlDataReader row)
    {
        var name = FileName.Create(row.GetFieldValue<byte[]>(3));
        return name.IsSuccess && TryReadEntry(row, out var entry) ? new DirectoryRow(name.Value, entry, null) : FsError.Corrupt;
    }

    private static FsResult<DirectoryRow> ReadDirectoryRowWithRecord(NpgsqlDataReader row)
    {
        var entry = ReadDirectoryRow(row);
        if (!entry.IsSuccess || row.IsDBNull(4))
        {
            return entry;
        }

        return NodeRecordCodec.TryRead(row.GetFieldValue<byte[]>(4), out var record) ? entry.Value with { Record = record } : FsError.Corrupt;
    }

    private static bool TryReadEntry(NpgsqlDataReader row, out NameRecord entry)
    {
        var kind = (NodeKind)row.GetInt16(1);
        entry = new NameRecord(new NodeId(Number(row, 0)), kind, Number(row, 2));
        return row.GetInt16(1) is >= byte.MinValue and <= byte.MaxValue && NodeRecordCodec.IsKnownKind(kind);
    }

    private static FsResult<ContentExtent> ReadExtent(NpgsqlDataReader row)
    {
        var (length, blockOffset) = (row.GetInt64(1), row.GetInt64(3));
        return length is > 0 and <= uint.MaxValue && blockOffset is >= 0 and <= uint.MaxValue
            ? new ContentExtent(Number(row, 0), (uint)length, new BlockId(row.GetGuid(2)), (uint)blockOffset)
            : FsError.Corrupt;
    }

    private static bool TryReadCharge(NpgsqlDataReader row, out OwnerCharge charge)
    {
        var uid = row.GetInt64(0);
        charge = new OwnerCharge(unchecked((uint)uid), row.GetInt64(1), row.GetInt64(2));
        return uid is >= 0 and <= uint.MaxValue;
    }

    private static bool AddUsage(NpgsqlDataReader row, OwnerSums kept, OwnerSums counted)
    {
        if (row.IsDBNull(3))
        {
            var isCharge = TryReadCharge(row, out var charge);
            kept.Add(charge);
            return isCharge;
        }

        if (!NodeRecordCodec.TryRead(row.GetFieldValue<byte[]>(3), out var node))
        {
            return false;
        }

        counted.Add(OwnerCharge.Of(node));
        return true;
    }

    private static ulong Number(NpgsqlDataReader row, int column) => PostgresNumbers.FromStored(row.GetInt64(column));

    private static NpgsqlParameter<long> Value(ulong number) => Value(PostgresNumbers.ToStored(number));

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    /// <summary>A count that grows row by row.</summary>
    private sealed class Totals
    {
        public ShareTotals Sum { get; private set; }

        public bool TryAdd(NpgsqlDataReader row)
        {
            if (!NodeRecordCodec.TryRead(row.GetFieldValue<byte[]>(0), out var node))
            {
                return false;
            }

            Sum = Sum.Add(node);
            return true;
        }
    }
}
