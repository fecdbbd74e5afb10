using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata.RocksDb;

/// <content>Point reads and the short scans.</content>
internal sealed partial class RocksDbMetadataStore
{
    /// <inheritdoc/>
    public ValueTask<FsResult<ShareSuperblock?>> ReadSuperblockAsync(ShareId share, CancellationToken cancellationToken) =>
        new(Use(share, static (store, share) => store.ReadSuperblock(share), cancellationToken));

    /// <inheritdoc/>
    public ValueTask<FsResult<NodeRecord?>> ReadNodeAsync(ShareId share, NodeId node, CancellationToken cancellationToken) =>
        new(Use((share, node), static (store, key) => store.ReadNode(key.share, key.node), cancellationToken));

    /// <inheritdoc/>
    public ValueTask<FsResult<NameRecord?>> ReadNameAsync(ShareId share, NodeId directory, FileName name, CancellationToken cancellationToken) =>
        new(Use((share, directory, name), static (store, key) => store.ReadName(key.share, key.directory, key.name), cancellationToken));

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<DirectoryRow>>> FindFoldedNamesAsync(
        ShareId share, NodeId directory, FileName name, CancellationToken cancellationToken) =>
        new(Use((share, directory, name), static (store, key) => store.FindFoldedNames(key.share, key.directory, key.name), cancellationToken));

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<ContentExtent>>> ReadExtentsAsync(
        ShareId share, ContentId content, ulong from, int rowsMax, CancellationToken cancellationToken) =>
        new(Use((share, content, from, rowsMax), static (store, key) => store.ReadExtents(key.share, key.content, key.from, key.rowsMax), cancellationToken));

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<ContentId>>> ListDroppedContentsAsync(ShareId share, int rowsMax, CancellationToken cancellationToken) =>
        new(Use((share, rowsMax), static (store, key) => store.ListDroppedContents(key.share, key.rowsMax), cancellationToken));

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<NodeId>>> ListOrphansAsync(ShareId share, int rowsMax, CancellationToken cancellationToken) =>
        new(Use((share, rowsMax), static (store, key) => store.ListOrphans(key.share, key.rowsMax), cancellationToken));

    private FsResult<ShareSuperblock?> ReadSuperblock(ShareId share)
    {
        Span<byte> buffer = stackalloc byte[RocksDbKeys.PrefixLength];
        return connection.Get(
            RocksDbKeys.Superblock(buffer, share),
            static value => ShareSuperblockCodec.TryRead(value, out var superblock) ? superblock : new FsResult<ShareSuperblock?>(FsError.Corrupt, null));
    }

    private FsResult<NodeRecord?> ReadNode(ShareId share, NodeId node)
    {
        Span<byte> buffer = stackalloc byte[RocksDbKeys.PrefixLength + 8];
        return connection.Get(
            RocksDbKeys.Node(buffer, share, node),
            static value => NodeRecordCodec.TryRead(value, out var record) ? record : new FsResult<NodeRecord?>(FsError.Corrupt, null));
    }

    private FsResult<NameRecord?> ReadName(ShareId share, NodeId directory, FileName name)
    {
        Span<byte> buffer = stackalloc byte[RocksDbKeys.LengthMax];
        return connection.Get(
            RocksDbKeys.Name(buffer, share, directory, name.Span),
            static value => RocksDbRows.TryReadName(value, out var entry) ? entry : new FsResult<NameRecord?>(FsError.Corrupt, null));
    }

    private FsResult<IReadOnlyList<DirectoryRow>> FindFoldedNames(ShareId share, NodeId directory, FileName name)
    {
        Span<byte> buffer = stackalloc byte[RocksDbKeys.LengthMax];
        var prefix = RocksDbKeys.FoldedNames(buffer, share, directory, name.Span);
        var rows = new List<DirectoryRow>();
        using var cursor = connection.Open(prefix);
        for (cursor.Seek(prefix); cursor.IsValid; cursor.Next())
        {
            var found = FileName.Create(cursor.Key[prefix.Length..].ToArray());
            if (!found.IsSuccess || !RocksDbRows.TryReadName(cursor.Value, out var entry))
            {
                return FsError.Corrupt;
            }

            rows.Add(new DirectoryRow(found.Value, entry, null));
        }

        cursor.ThrowIfFailed();
        return rows;
    }

    private FsResult<IReadOnlyList<ContentExtent>> ReadExtents(ShareId share, ContentId content, ulong from, int rowsMax)
    {
        Span<byte> buffer = stackalloc byte[RocksDbKeys.PrefixLength + 16];
        var rows = new List<ContentExtent>();
        using var cursor = connection.Open(RocksDbKeys.Extents(buffer, share, content));
        for (SeekToTouching(cursor, RocksDbKeys.Extent(buffer, share, content, from)); cursor.IsValid && rows.Count < rowsMax; cursor.Next())
        {
            if (!RocksDbRows.TryReadExtent(cursor.Key, cursor.Value, out var extent))
            {
                return FsError.Corrupt;
            }

            if (extent.End > from)
            {
                rows.Add(extent);
            }
        }

        cursor.ThrowIfFailed();
        return rows;
    }

    /// <summary>Goes to the row that begins at or below <paramref name="key"/>, since it may reach into it, or to the first one behind.</summary>
    private static void SeekToTouching(RocksDbCursor cursor, ReadOnlySpan<byte> key)
    {
        cursor.SeekBack(key);
        if (!cursor.IsValid)
        {
            cursor.ThrowIfFailed();
            cursor.Seek(key);
        }
    }

    private FsResult<IReadOnlyList<ContentId>> ListDroppedContents(ShareId share, int rowsMax)
    {
        Span<byte> buffer = stackalloc byte[RocksDbKeys.PrefixLength];
        return ListMarks(RocksDbKeys.DroppedContents(buffer, share), rowsMax, static number => new ContentId(number));
    }

    private FsResult<IReadOnlyList<NodeId>> ListOrphans(ShareId share, int rowsMax)
    {
        Span<byte> buffer = stackalloc byte[RocksDbKeys.PrefixLength];
        return ListMarks(RocksDbKeys.Orphans(buffer, share), rowsMax, static number => new NodeId(number));
    }

    /// <summary>Reads rows that are nothing but a number in their key.</summary>
    private FsResult<IReadOnlyList<T>> ListMarks<T>(ReadOnlySpan<byte> prefix, int rowsMax, Func<ulong, T> make)
    {
        var marks = new List<T>();
        using var cursor = connection.Open(prefix);
        for (cursor.Seek(prefix); cursor.IsValid && marks.Count < rowsMax; cursor.Next())
        {
            if (!RocksDbRows.TryReadMark(cursor.Key, out var number))
            {
                return FsError.Corrupt;
            }

            marks.Add(make(number));
        }

        cursor.ThrowIfFailed();
        return marks;
    }
}
