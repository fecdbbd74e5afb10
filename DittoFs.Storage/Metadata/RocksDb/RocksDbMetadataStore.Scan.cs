using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata.RocksDb;

/// <content>Listings, and the count that reads every node.</content>
internal sealed partial class RocksDbMetadataStore
{
    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<DirectoryRow>>> ScanDirectoryAsync(
        ShareId share, NodeId directory, ulong afterCookie, int rowsMax, bool withRecords, CancellationToken cancellationToken) =>
        new(withRecords
            ? Use((share, directory, afterCookie, rowsMax), static (store, key) => store.ScanWithRecords(key.share, key.directory, key.afterCookie, key.rowsMax), cancellationToken)
            : Use((share, directory, afterCookie, rowsMax), static (store, key) => store.Scan(key.share, key.directory, key.afterCookie, key.rowsMax), cancellationToken));

    /// <inheritdoc/>
    public ValueTask<FsResult<ShareTotals>> CountAsync(ShareId share, CancellationToken cancellationToken) =>
        new(Use((share, cancellationToken), static (store, key) => store.Count(key.share, key.cancellationToken), cancellationToken));

    /// <inheritdoc/>
    public ValueTask<FsResult> ReadBlocksAsync(ShareId share, Action<BlockId> found, CancellationToken cancellationToken)
    {
        var read = Use((share, found, cancellationToken), static (store, key) => store.ReadBlocks(key.share, key.found, key.cancellationToken), cancellationToken);
        return new(new FsResult(read.Error));
    }

    /// <summary>A cursor stands on the state that it was opened on.</summary>
    private FsResult<long> ReadBlocks(ShareId share, Action<BlockId> found, CancellationToken cancellationToken)
    {
        Span<byte> buffer = stackalloc byte[RocksDbKeys.PrefixLength];
        var prefix = RocksDbKeys.AllExtents(buffer, share);
        var count = 0L;
        using var cursor = connection.Open(prefix);
        for (cursor.Seek(prefix); cursor.IsValid; cursor.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!RocksDbRows.TryReadExtent(cursor.Key, cursor.Value, out var extent))
            {
                return FsError.Corrupt;
            }

            found(extent.Block);
            count++;
        }

        cursor.ThrowIfFailed();
        return count;
    }

    private FsResult<IReadOnlyList<DirectoryRow>> Scan(ShareId share, NodeId directory, ulong afterCookie, int rowsMax)
    {
        Span<byte> buffer = stackalloc byte[RocksDbKeys.PrefixLength + 16];
        using var cursor = connection.Open(RocksDbKeys.Cookies(buffer, share, directory));
        return ReadEntries(cursor, RocksDbKeys.Cookie(buffer, share, directory, afterCookie), afterCookie, rowsMax, null);
    }

    private FsResult<IReadOnlyList<DirectoryRow>> ScanWithRecords(ShareId share, NodeId directory, ulong afterCookie, int rowsMax)
    {
        Span<byte> buffer = stackalloc byte[RocksDbKeys.PrefixLength + 16];
        using var snapshot = connection.TakeSnapshot();
        using var nodes = new RocksDbNodeMerge(connection, snapshot, share);
        using var cursor = connection.Open(RocksDbKeys.Cookies(buffer, share, directory), snapshot);
        return ReadEntries(cursor, RocksDbKeys.Cookie(buffer, share, directory, afterCookie), afterCookie, rowsMax, nodes);
    }

    private static FsResult<IReadOnlyList<DirectoryRow>> ReadEntries(
        RocksDbCursor cursor, ReadOnlySpan<byte> from, ulong afterCookie, int rowsMax, RocksDbNodeMerge? nodes)
    {
        var rows = new List<DirectoryRow>();
        for (cursor.Seek(from); cursor.IsValid && rows.Count < rowsMax; cursor.Next())
        {
            NodeRecord? record = null;
            if (!RocksDbRows.TryReadCookie(cursor.Key, cursor.Value, out var row)
                || (nodes is not null && !nodes.TryRead(row.Entry.Node, out record)))
            {
                return FsError.Corrupt;
            }

            if (row.Entry.Cookie > afterCookie)
            {
                rows.Add(row with { Record = record });
            }
        }

        cursor.ThrowIfFailed();
        return rows;
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<OwnerCharge>>> ReadUsageAsync(ShareId share, CancellationToken cancellationToken) =>
        new(Use(share, static (store, share) => store.ReadUsage(share, null), cancellationToken));

    /// <inheritdoc/>
    public ValueTask<FsResult<UsageCount>> CountUsageAsync(ShareId share, CancellationToken cancellationToken) =>
        new(Use((share, cancellationToken), static (store, key) => store.CountUsage(key.share, key.cancellationToken), cancellationToken));

    private FsResult<IReadOnlyList<OwnerCharge>> ReadUsage(ShareId share, RocksDbSnapshot? snapshot)
    {
        Span<byte> buffer = stackalloc byte[RocksDbKeys.PrefixLength];
        var prefix = RocksDbKeys.AllUsage(buffer, share);
        var rows = new List<OwnerCharge>();
        using var cursor = connection.Open(prefix, snapshot);
        for (cursor.Seek(prefix); cursor.IsValid; cursor.Next())
        {
            if (!RocksDbRows.TryReadUsage(cursor.Key, cursor.Value, out var owner))
            {
                return FsError.Corrupt;
            }

            rows.Add(owner);
        }

        cursor.ThrowIfFailed();
        return rows;
    }

    private FsResult<UsageCount> CountUsage(ShareId share, CancellationToken cancellationToken)
    {
        Span<byte> buffer = stackalloc byte[RocksDbKeys.PrefixLength];
        using var snapshot = connection.TakeSnapshot();
        var kept = ReadUsage(share, snapshot);
        if (!kept.IsSuccess)
        {
            return kept.Error;
        }

        var sums = new OwnerSums();
        var prefix = RocksDbKeys.Nodes(buffer, share);
        using var cursor = connection.Open(prefix, snapshot);
        for (cursor.Seek(prefix); cursor.IsValid; cursor.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!NodeRecordCodec.TryRead(cursor.Value, out var node))
            {
                return FsError.Corrupt;
            }

            sums.Add(OwnerCharge.Of(node));
        }

        cursor.ThrowIfFailed();
        return new UsageCount(kept.Value, sums.ToList());
    }

    private FsResult<ShareTotals> Count(ShareId share, CancellationToken cancellationToken)
    {
        Span<byte> buffer = stackalloc byte[RocksDbKeys.PrefixLength];
        var prefix = RocksDbKeys.Nodes(buffer, share);
        var totals = default(ShareTotals);
        using var cursor = connection.Open(prefix);
        for (cursor.Seek(prefix); cursor.IsValid; cursor.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!NodeRecordCodec.TryRead(cursor.Value, out var node))
            {
                return FsError.Corrupt;
            }

            totals = totals.Add(node);
        }

        cursor.ThrowIfFailed();
        return totals;
    }
}
