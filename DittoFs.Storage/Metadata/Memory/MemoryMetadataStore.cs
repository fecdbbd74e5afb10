using System.Runtime.InteropServices;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata.Memory;

/// <summary>Rows in memory: gone when the process ends. For tests, and for shares that are meant to be forgotten.</summary>
/// <remarks>After disposal everything answers <see cref="FsError.Unavailable"/>.</remarks>
internal sealed class MemoryMetadataStore : IMetadataStore
{
    private readonly ReaderWriterLockSlim gate = new();
    private readonly Dictionary<ShareId, MemoryShare> shares = [];
    private ulong appliedSequence;
    private bool disposed;

    /// <inheritdoc/>
    public bool IsPersistent => false;

    /// <inheritdoc/>
    public ulong AppliedSequence => Volatile.Read(ref appliedSequence);

    /// <inheritdoc/>
    public ValueTask<FsResult<ShareSuperblock?>> ReadSuperblockAsync(ShareId share, CancellationToken cancellationToken) =>
        Read(share, 0, static (rows, _) => rows.Superblock, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<NodeRecord?>> ReadNodeAsync(ShareId share, NodeId node, CancellationToken cancellationToken) =>
        Read(share, node, static (rows, node) => rows.FindNode(node), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<NameRecord?>> ReadNameAsync(ShareId share, NodeId directory, FileName name, CancellationToken cancellationToken) =>
        Read(share, (directory, name), static (rows, key) => rows.FindDirectory(key.directory)?.Find(key.name), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<DirectoryRow>>> FindFoldedNamesAsync(
        ShareId share, NodeId directory, FileName name, CancellationToken cancellationToken) =>
        ReadList(share, (directory, name), static (rows, key) => rows.FindDirectory(key.directory)?.FindFolded(key.name), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<DirectoryRow>>> ScanDirectoryAsync(
        ShareId share, NodeId directory, ulong afterCookie, int rowsMax, bool withRecords, CancellationToken cancellationToken) =>
        ReadList(share, (directory, afterCookie, rowsMax, withRecords), Scan, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<ContentExtent>>> ReadExtentsAsync(
        ShareId share, ContentId content, ulong from, int rowsMax, CancellationToken cancellationToken) =>
        ReadList(share, (content, from, rowsMax), ReadExtents, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<ContentId>>> ListDroppedContentsAsync(ShareId share, int rowsMax, CancellationToken cancellationToken) =>
        ReadList(share, rowsMax, static (rows, rowsMax) => rows.Dropped.Take(rowsMax).ToArray(), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<FsResult> ReadBlocksAsync(ShareId share, Action<BlockId> found, CancellationToken cancellationToken)
    {
        var read = await Read(share, found, static (rows, found) => rows.ReadBlocks(found), cancellationToken);
        return read.Error;
    }

    public ValueTask<FsResult<IReadOnlyList<NodeId>>> ListOrphansAsync(ShareId share, int rowsMax, CancellationToken cancellationToken) =>
        ReadList(share, rowsMax, static (rows, rowsMax) => rows.Orphans.Take(rowsMax).ToArray(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult> ApplyAsync(IReadOnlyList<MutationBatch> batches, ulong appliedSequence, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!batches.All(MutationBatchCheck.IsWellFormed))
        {
            return new(FsError.Corrupt);
        }

        gate.EnterWriteLock();
        try
        {
            if (disposed)
            {
                return new(FsError.Unavailable);
            }

            foreach (var batch in batches)
            {
                ref var rows = ref CollectionsMarshal.GetValueRefOrAddDefault(shares, batch.Share, out _);
                (rows ??= new MemoryShare()).Apply(batch);
                if (rows.IsDropped)
                {
                    shares.Remove(batch.Share);
                }
            }

            Volatile.Write(ref this.appliedSequence, appliedSequence);
        }
        finally
        {
            gate.ExitWriteLock();
        }

        return new(FsResult.Success);
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<ulong>> FlushAsync(CancellationToken cancellationToken) =>
        new(Volatile.Read(ref disposed) ? FsError.Unavailable : (FsResult<ulong>)AppliedSequence);

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<OwnerCharge>>> ReadUsageAsync(ShareId share, CancellationToken cancellationToken) =>
        ReadList(share, 0, static (rows, _) => rows.Usage.ToList(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<UsageCount>> CountUsageAsync(ShareId share, CancellationToken cancellationToken) =>
        Read(share, 0, static (rows, _) => new UsageCount(rows.Usage.ToList(), rows.CountUsage()), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<ShareTotals>> CountAsync(ShareId share, CancellationToken cancellationToken) =>
        Read(share, 0, static (rows, _) => rows.Nodes.Aggregate(default(ShareTotals), static (totals, node) => totals.Add(node)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        gate.EnterWriteLock();
        disposed = true;
        shares.Clear();
        gate.ExitWriteLock();
        return ValueTask.CompletedTask;
    }

    private static List<DirectoryRow> Scan(MemoryShare rows, (NodeId Directory, ulong AfterCookie, int RowsMax, bool WithRecords) scan)
    {
        var entries = rows.FindDirectory(scan.Directory)?.After(scan.AfterCookie).Take(scan.RowsMax) ?? [];
        return [.. scan.WithRecords ? entries.Select(row => row with { Record = rows.FindNode(row.Entry.Node) }) : entries];
    }

    private static List<ContentExtent> ReadExtents(MemoryShare rows, (ContentId Content, ulong From, int RowsMax) range)
    {
        if (rows.FindContent(range.Content) is not { } extents)
        {
            return [];
        }

        IEnumerable<ContentExtent> head = extents.TryGetBelow(range.From, out var below) && below.End > range.From ? [below] : [];
        return [.. head.Concat(extents.From(range.From)).Take(range.RowsMax)];
    }

    private ValueTask<FsResult<IReadOnlyList<TRow>>> ReadList<TKey, TRow>(
        ShareId share, TKey key, Func<MemoryShare, TKey, IReadOnlyList<TRow>?> read, CancellationToken cancellationToken) =>
        Read(share, (key, read), static (rows, query) => query.read(rows, query.key) ?? [], cancellationToken);

    /// <summary>Runs <paramref name="read"/> between two batches; a share that was never written reads as one without rows.</summary>
    private ValueTask<FsResult<TResult>> Read<TKey, TResult>(
        ShareId share, TKey key, Func<MemoryShare, TKey, TResult> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        gate.EnterReadLock();
        try
        {
            return disposed ? new(FsError.Unavailable) : new(read(shares.GetValueOrDefault(share) ?? new MemoryShare(), key));
        }
        finally
        {
            gate.ExitReadLock();
        }
    }
}
