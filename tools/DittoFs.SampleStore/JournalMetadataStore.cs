using System.Collections.Immutable;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.SampleStore;

/// <summary>
/// Rows in memory, and every transaction in a journal that an opening reads. It costs memory for every row and time for every transaction since the journal was written
/// anew, which an opening does when most of it is of the past: for shares of some hundred thousand files.
/// </summary>
/// <remarks>A disk that failed while it wrote makes nothing durable any more that this process could trust: from then on, only reads go on.</remarks>
public sealed class JournalMetadataStore : IMetadataStore
{
    private const int RowsOfABatch = 10_000;

    private readonly StoreLock held;
    private readonly AppendFile journal;
    private readonly Lock writing = new();
    private FsError failure;
    private State state;

    private JournalMetadataStore(StoreLock held, AppendFile journal, State state) => (this.held, this.journal, this.state) = (held, journal, state);

    /// <inheritdoc/>
    public bool IsPersistent => true;

    /// <inheritdoc/>
    public ulong AppliedSequence => Now.Applied;

    private static ReadOnlySpan<byte> Magic => "DFJOUR01"u8;

    private State Now => Volatile.Read(ref state);

    /// <summary>Opens the journal of a share, or makes an empty one.</summary>
    /// <exception cref="StorageStartException">It is in use, damaged, or of another share; the message says what to do.</exception>
    public static JournalMetadataStore Open(string path, ShareId share)
    {
        var held = StoreLock.Take(path);
        AppendFile? journal = null;
        try
        {
            journal = AppendFile.Open(path, Magic, share);
            var state = Read(journal, out var mutations);
            if (mutations > 1000 + (2 * state.Shares.Values.Sum(static rows => rows.Count)))
            {
                journal = Rewrite(journal, state, share);
            }

            return new JournalMetadataStore(held, journal, state);
        }
        catch (IOException exception)
        {
            journal?.Dispose();
            held.Dispose();
            throw new StorageStartException($"{path} can't be used: {exception.Message}", exception);
        }
        catch
        {
            journal?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<ShareSuperblock?>> ReadSuperblockAsync(ShareId share, CancellationToken cancellationToken) =>
        Read(share, static rows => rows.Superblock, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<NodeRecord?>> ReadNodeAsync(ShareId share, NodeId node, CancellationToken cancellationToken) =>
        Read(share, rows => rows.Nodes.GetValueOrDefault(node), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<NameRecord?>> ReadNameAsync(ShareId share, NodeId directory, FileName name, CancellationToken cancellationToken) =>
        Read(share, rows => rows.Names.TryGetValue((directory, name), out var entry) ? entry : (NameRecord?)null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<DirectoryRow>>> FindFoldedNamesAsync(ShareId share, NodeId directory, FileName name, CancellationToken cancellationToken) =>
        ReadList(share, rows => rows.FindFolded(directory, name), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<DirectoryRow>>> ScanDirectoryAsync(
        ShareId share, NodeId directory, ulong afterCookie, int rowsMax, bool withRecords, CancellationToken cancellationToken) =>
        ReadList(share, rows => rows.Scan(directory, afterCookie, withRecords).Take(rowsMax), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<ContentExtent>>> ReadExtentsAsync(ShareId share, ContentId content, ulong from, int rowsMax, CancellationToken cancellationToken) =>
        ReadList(share, rows => rows.ReadExtents(content, from).Take(rowsMax), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<ContentId>>> ListDroppedContentsAsync(ShareId share, int rowsMax, CancellationToken cancellationToken) =>
        ReadList(share, rows => rows.Dropped.Take(rowsMax).Select(static value => new ContentId(value)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<NodeId>>> ListOrphansAsync(ShareId share, int rowsMax, CancellationToken cancellationToken) =>
        ReadList(share, rows => rows.Orphans.Take(rowsMax).Select(static value => new NodeId(value)), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<FsResult> ReadBlocksAsync(ShareId share, Action<BlockId> found, CancellationToken cancellationToken)
    {
        var blocks = await Read(share, static rows => rows.Blocks, cancellationToken);
        foreach (var block in blocks.Value ?? [])
        {
            found(block);
        }

        return blocks.Error;
    }

    /// <inheritdoc/>
    public ValueTask<FsResult> ApplyAsync(IReadOnlyList<MutationBatch> batches, ulong appliedSequence, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return batches.All(MutationBatchCheck.IsWellFormed)
            ? new(Write(() =>
            {
                // The journal first: what it does not have, nobody may read.
                journal.Append([JournalRecord.ToBytes(batches, appliedSequence)]);
                Volatile.Write(ref state, Now.With(batches, appliedSequence));
            }))
            : new(FsError.Corrupt);
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<ulong>> FlushAsync(CancellationToken cancellationToken)
    {
        var sequence = 0UL;
        var flushed = Write(() =>
        {
            sequence = Now.Applied;
            journal.Flush();
        });
        return new(new FsResult<ulong>(flushed.Error, sequence));
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<IReadOnlyList<OwnerCharge>>> ReadUsageAsync(ShareId share, CancellationToken cancellationToken) =>
        ReadList(share, static rows => rows.Usage.Values, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<UsageCount>> CountUsageAsync(ShareId share, CancellationToken cancellationToken) => Read(
        share,
        static rows =>
        {
            var counted = new OwnerSums();
            foreach (var node in rows.Nodes.Values)
            {
                counted.Add(OwnerCharge.Of(node));
            }

            return new UsageCount([.. rows.Usage.Values], counted.ToList());
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<ShareTotals>> CountAsync(ShareId share, CancellationToken cancellationToken) =>
        Read(share, static rows => rows.Nodes.Values.Aggregate(default(ShareTotals), static (totals, node) => totals.Add(node)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (writing)
        {
            Volatile.Write(ref state, Now with { IsClosed = true });
            journal.Dispose();
            held.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask<FsResult<IReadOnlyList<T>>> ReadList<T>(ShareId share, Func<ShareRows, IEnumerable<T>> read, CancellationToken cancellationToken) =>
        Read(share, rows => (IReadOnlyList<T>)[.. read(rows)], cancellationToken);

    /// <summary>Reads from the rows as they are now; a share that was never written reads as one without rows.</summary>
    private ValueTask<FsResult<T>> Read<T>(ShareId share, Func<ShareRows, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = Now;
        return now.IsClosed ? new(FsError.Unavailable) : new(new FsResult<T>(FsError.None, read(now.Find(share))));
    }

    private FsResult Write(Action write)
    {
        lock (writing)
        {
            if (Now.IsClosed || failure != FsError.None)
            {
                return Now.IsClosed ? FsError.Unavailable : failure;
            }

            try
            {
                write();
                return FsResult.Success;
            }
            catch (IOException exception)
            {
                var error = DiskErrors.Map(exception);
                failure = error == FsError.NoSpace ? FsError.None : error;
                return error;
            }
        }
    }

    /// <summary>Reads the journal up to its end, or to the first record behind what is durable that a crash left unfinished. Nothing is kept behind that.</summary>
    private static State Read(AppendFile journal, out long mutations)
    {
        var state = State.Empty;
        mutations = 0;
        var offset = (long)AppendFile.First;
        while (JournalRecord.Read(journal, offset) is { } record)
        {
            var batches = JournalRecord.ReadBatches(record);
            mutations += batches.Sum(CountMutations);
            state = state.With(batches, JournalRecord.ReadSequence(record));
            offset += JournalRecord.HeadLength + record.Length;
        }

        if (offset < journal.DurableLength)
        {
            throw new StorageStartException($"{journal.Path} is damaged at offset {offset}. Restore it from a backup.");
        }

        journal.Cut(offset);
        return state;
    }

    private static long CountMutations(MutationBatch batch)
    {
        var count = 0L;
        for (var reader = batch.Read(); reader.MoveNext();)
        {
            count++;
        }

        return count;
    }

    /// <summary>Writes a journal that holds what there is and not how it came to be; it takes the name when it is complete and durable.</summary>
    private static AppendFile Rewrite(AppendFile journal, State state, ShareId share)
    {
        var path = journal.Path;
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var copy = AppendFile.Open(temporary, Magic, share))
        {
            foreach (var batch in state.Shares.SelectMany(static rows => rows.Value.ToBatches(rows.Key, RowsOfABatch)))
            {
                copy.Append([JournalRecord.ToBytes([batch], state.Applied)]);
            }

            copy.Append([JournalRecord.ToBytes([], state.Applied)]);
            copy.Flush();
        }

        File.Move(temporary, path, overwrite: true);
        PosixDirectory.Sync(Path.GetDirectoryName(path)!);
        journal.Dispose();
        return AppendFile.Open(path, Magic, share);
    }

    /// <summary>What the store holds at one moment.</summary>
    private sealed record State(ImmutableDictionary<ShareId, ShareRows> Shares, ulong Applied, bool IsClosed)
    {
        public static State Empty { get; } = new(ImmutableDictionary<ShareId, ShareRows>.Empty, 0, false);

        public ShareRows Find(ShareId share) => Shares.GetValueOrDefault(share) ?? ShareRows.Empty;

        public State With(IEnumerable<MutationBatch> batches, ulong applied) =>
            this with { Shares = batches.Aggregate(Shares, static (shares, batch) => shares.SetItem(batch.Share, (shares.GetValueOrDefault(batch.Share) ?? ShareRows.Empty).With(batch))), Applied = applied };
    }
}
