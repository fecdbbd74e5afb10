using System.Collections.Concurrent;
using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Diagnostics;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Threads;

namespace DittoFs.Storage.Content;

/// <summary>
/// The bytes of one share's files: newest in the log, the rest in blocks. Writes go to the log only; <see cref="Upload.BlockUploader"/> moves them on.
/// </summary>
/// <remarks>Members that change something are called under the lock of the content's node.</remarks>
internal sealed partial class TieredContentStore
{
    private const int RowsPerRead = 1024;
    private const int RowsPerTruncate = 50_000;

    private readonly ShareId share;
    private readonly WriteAheadLog log;
    private readonly ShareLogBudget budget;
    private readonly IMetadataStore metadata;
    private readonly IBlockReader blocks;
    private readonly ReadAheadBudget readAhead;
    private readonly StorageThreads threads;
    private readonly ConcurrentDictionary<ContentId, ContentState> states = new();
    private readonly ConcurrentDictionary<ContentId, ContentState> dirty = new();

    /// <summary>Serves <paramref name="share"/>.</summary>
    public TieredContentStore(
        ShareId share,
        WriteAheadLog log,
        ShareLogBudget budget,
        IMetadataStore metadata,
        IBlockReader blocks,
        ReadAheadBudget readAhead,
        StorageThreads threads,
        TimeProvider clock)
    {
        (this.share, this.log, this.budget, this.metadata, this.blocks) = (share, log, budget, metadata, blocks);
        (this.readAhead, this.threads) = (readAhead, threads);
        Ages = new DirtyAges(clock);
    }

    /// <summary>Acknowledged bytes that no block holds yet.</summary>
    public long DirtyBytes => Ages.TotalBytes;

    /// <summary>The part of the share's budget in the log that is in use, 0 to 1.</summary>
    public double UsedFraction => budget.UsedFraction;

    /// <summary>Bytes that the share may have in the log.</summary>
    public long BudgetBytes => budget.BytesMax;

    /// <summary>Where what was read came from; null for a store on this machine, which needs no cache.</summary>
    public CacheReads? Reads => blocks.Reads;

    /// <summary>Since when they have been in the log only.</summary>
    public DirtyAges Ages { get; }

    /// <summary>The contents with bytes in the log.</summary>
    public IEnumerable<ContentState> DirtyContents => dirty.Select(static entry => entry.Value);

    /// <summary>Begins a content that has no bytes yet.</summary>
    public void Create(ContentId content, NodeId node) => states[content] = new ContentState(content, node) { Blocks = new ExtentMap<BlockRange>() };

    /// <summary>Appends bytes to the log and maps them. Not durable yet: see <see cref="WriteAheadLog.WaitDurableAsync"/>.</summary>
    public FsResult<WalPosition> Write(in WalDataPrefix prefix, ReadOnlyMemory<byte> payload)
    {
        var appended = log.AppendData(share, prefix, payload);
        if (appended.IsSuccess)
        {
            MapLogged(prefix, payload.Length, appended.Value, TimeSpan.Zero);
        }

        return appended;
    }

    /// <summary>Maps bytes that the log has held for <paramref name="age"/> and counts as live already.</summary>
    public void MapLogged(in WalDataPrefix prefix, int length, in WalPosition position, TimeSpan age)
    {
        var state = Enter(prefix.Content, prefix.Node);
        try
        {
            if (state.DirtyBytes == 0)
            {
                state.OldestSequence = position.Sequence;
                dirty[state.Content] = state;
            }

            var source = new LogRange(position.Segment, position.PayloadOffset, position.Sequence);
            state.Log.Set(new Extent<LogRange>(prefix.Offset, (ulong)length, source), state.Scratch);
            state.DirtyBytes += length;
            Ages.Add(position.Sequence, length, age);
            budget.Add(length);
            ReleaseScratch(state);
        }
        finally
        {
            state.Gate.Exit();
        }
    }

    /// <summary>True if the content's map is in memory: <see cref="PlanTruncate"/> needs it.</summary>
    public bool IsMapLoaded(ContentId content) => states.TryGetValue(content, out var state) && state.Blocks is not null;

    /// <summary>
    /// Where a cut at <paramref name="size"/> may begin so that one transaction holds its rows: at <paramref name="size"/> itself, or further back in a file of very
    /// many rows, which is cut from the end in steps. The map must be loaded.
    /// </summary>
    public ulong FindTruncateStep(ContentId content, NodeId node, ulong size)
    {
        var state = Enter(content, node);
        try
        {
            return Math.Max(size, state.Blocks!.FindTail(RowsPerTruncate));
        }
        finally
        {
            state.Gate.Exit();
        }
    }

    /// <summary>Adds to <paramref name="batch"/> what cuts the content at <paramref name="size"/>. The map must be loaded.</summary>
    public void PlanTruncate(ContentId content, NodeId node, ulong size, MutationBatch batch)
    {
        var state = Enter(content, node);
        try
        {
            batch.TruncateContent(content, size);
            BlockMapEdit.PlanRemoval(content, state.Blocks!, size, ulong.MaxValue, batch);
        }
        finally
        {
            state.Gate.Exit();
        }
    }

    /// <summary>Cuts the maps in memory, after the planned rows are in the log under <paramref name="ticket"/>.</summary>
    public void Truncate(ContentId content, NodeId node, ulong size, ulong ticket)
    {
        var state = Enter(content, node);
        try
        {
            Cut(state, size, ulong.MaxValue);
            state.Blocks?.RemoveRange(size, ulong.MaxValue, null);
            state.LastTicket = Math.Max(state.LastTicket, ticket);
        }
        finally
        {
            state.Gate.Exit();
        }
    }

    /// <summary>Forgets the content: its node is gone. What the log holds of it needs no upload.</summary>
    public void Drop(ContentId content)
    {
        if (states.TryRemove(content, out var state))
        {
            lock (state.Gate)
            {
                Cut(state, 0, ulong.MaxValue);
                (state.IsDropped, state.IsForgotten) = (true, true);
            }
        }
    }

    /// <summary>Takes a range out of what the log holds, if it holds anything of this content.</summary>
    public void ReleaseLogged(ContentId content, ulong start, ulong end)
    {
        if (states.TryGetValue(content, out var state))
        {
            lock (state.Gate)
            {
                Cut(state, start, end);
            }
        }
    }

    /// <summary>
    /// Replaces what maps to the records <paramref name="sequences"/>, whose bytes are not to be had, by rows that name no block; adds the rows to
    /// <paramref name="batch"/>. The map must be loaded, and nobody may use the content meanwhile.
    /// </summary>
    /// <returns>The number of bytes.</returns>
    public long LoseLogged(ContentId content, NodeId node, HashSet<ulong> sequences, MutationBatch batch)
    {
        var state = Enter(content, node);
        try
        {
            List<Extent<LogRange>> logged = [];
            state.Log.CopyRange(0, ulong.MaxValue, logged);
            logged.RemoveAll(extent => !sequences.Contains(extent.Source.Sequence));
            foreach (var extent in logged)
            {
                var lost = new Extent<BlockRange>(extent.Start, extent.Length, BlockRange.Lost);
                BlockMapEdit.PlanSet(content, state.Blocks!, lost, batch);
                batch.ReleaseContent(content, extent.Start, extent.Length, extent.Source.Sequence);
                Cut(state, extent.Start, extent.End);
                state.Blocks!.Set(lost, null);
            }

            return logged.Sum(static extent => (long)extent.Length);
        }
        finally
        {
            state.Gate.Exit();
        }
    }

    private void Cut(ContentState state, ulong start, ulong end)
    {
        state.Cuts++;
        RemoveLogged(state, start, end);
    }

    /// <summary>Takes a range out of what the log holds. Under the gate.</summary>
    public void RemoveLogged(ContentState state, ulong start, ulong end)
    {
        state.Log.RemoveRange(start, end, state.Scratch);
        ReleaseScratch(state);
    }

    /// <summary>A block is stored, and its bytes lie in the log as well, until that gives them up. To be called while the log can't.</summary>
    public void NoteStored(BlockIndex index, IReadOnlyList<LoggedPiece> pieces) => blocks.Stored(index, pieces);

    /// <summary>
    /// Hands what the log holds to <paramref name="recovered"/>, in the order in which it was written, as if the log had just been read: so the share finds it when
    /// it is started again. Nobody uses this store any more.
    /// </summary>
    /// <param name="recovered">What the log holds of shares that do not run.</param>
    /// <param name="findUnfolded">The record of a node that the store has not whole; null for none.</param>
    /// <param name="damaged">The sequences of records whose bytes are not to be had; null for none.</param>
    public void HandBack(WalRecoveredLog recovered, Func<NodeId, NodeRecord?>? findUnfolded = null, IReadOnlySet<ulong>? damaged = null)
    {
        List<WalRecoveredRecord> records = [];
        foreach (var state in states.Values)
        {
            List<Extent<LogRange>> extents = [];
            state.Log.CopyRange(0, ulong.MaxValue, extents);
            var unfolded = findUnfolded?.Invoke(state.Node);
            records.AddRange(extents.Select(extent => new WalRecoveredRecord(
                WalRecordKind.Data,
                new WalPosition(extent.Source.Sequence, extent.Source.Segment, extent.Source.Offset),
                (int)extent.Length,
                WalDataPrefix.Of(state.Node, state.Content, extent.Start, unfolded),
                IsDamaged: damaged?.Contains(extent.Source.Sequence) == true)));
        }

        foreach (var record in records.OrderBy(static record => record.Position.Sequence))
        {
            // Held before it ceases to count as live, so that the segment stays all the time.
            recovered.Add(share, record);
            record.Position.Segment.AddLiveBytes(-record.PayloadLength);
        }
    }

    /// <summary>Forgets clean contents that were not used since the last call, beyond <paramref name="countMax"/>, whose rows the store has applied.</summary>
    public void ForgetUnused(int countMax, ulong appliedTicket)
    {
        if (states.Count <= countMax)
        {
            return;
        }

        foreach (var (content, state) in states)
        {
            lock (state.Gate)
            {
                if (state.Referenced || state.DirtyBytes > 0 || state.LastTicket > appliedTicket)
                {
                    state.Referenced = false;
                }
                else if (states.TryRemove(content, out _))
                {
                    state.IsForgotten = true;
                }
            }
        }
    }

    /// <summary>Reads the content's map rows into memory, unless they are there.</summary>
    public async ValueTask<FsResult> LoadMapAsync(ContentId content, NodeId node, CancellationToken cancellationToken)
    {
        await threads.EnterAsync();
        var map = new ExtentMap<BlockRange>();
        var from = 0UL;
        while (true)
        {
            var rows = await metadata.ReadExtentsAsync(share, content, from, RowsPerRead, cancellationToken);
            if (!rows.IsSuccess)
            {
                return rows.Error;
            }

            foreach (var row in rows.Value)
            {
                map.Set(BlockMapEdit.FromRow(row), null);
                from = row.End;
            }

            if (rows.Value.Count < RowsPerRead)
            {
                break;
            }
        }

        var state = Enter(content, node);
        state.Blocks ??= map;
        state.Gate.Exit();
        return FsResult.Success;
    }

    /// <summary>The present state of a content, with its gate taken.</summary>
    private ContentState Enter(ContentId content, NodeId node)
    {
        while (true)
        {
            var state = states.GetOrAdd(content, static (id, node) => new ContentState(id, node), node);
            state.Gate.Enter();
            if (!state.IsForgotten)
            {
                state.Referenced = true;
                return state;
            }

            state.Gate.Exit();
        }
    }

    private void ReleaseScratch(ContentState state)
    {
        foreach (var extent in state.Scratch)
        {
            extent.Source.Segment.AddLiveBytes(-(long)extent.Length);
            state.DirtyBytes -= (long)extent.Length;
            Ages.Remove(extent.Source.Sequence, (long)extent.Length);
            budget.Add(-(long)extent.Length);
        }

        state.Scratch.Clear();
        if (state.DirtyBytes == 0)
        {
            dirty.TryRemove(state.Content, out _);
        }
    }
}
