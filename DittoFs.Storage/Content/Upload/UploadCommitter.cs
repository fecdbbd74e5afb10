using DittoFs.Storage.Faults;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Upload;

/// <summary>What an upload needs of the share that it belongs to, beside the bytes.</summary>
internal interface IUploadTarget
{
    /// <summary>The locks of the share's nodes.</summary>
    NodeLocks Locks { get; }

    /// <summary>Adds attributes of the node that only the log's data records have to a batch. Under the node's lock.</summary>
    /// <returns>The node, if it had any.</returns>
    CachedNode? AddUnfolded(NodeId node, MutationBatch batch);

    /// <summary>The node's record, if only the log's data records have all of it; null else. Under the node's lock, or when nobody uses the share any more.</summary>
    NodeRecord? FindUnfolded(NodeId node);

    /// <summary>Logs the batch and passes it on to the store.</summary>
    /// <returns>The change's number.</returns>
    FsResult<ulong> Append(MutationBatch batch);
}

/// <summary>
/// Enters a stored block into the content maps. What was overwritten, cut or removed while the block was under way is left out: only bytes that still
/// come from the very record that was uploaded change their place.
/// </summary>
/// <param name="share">The share.</param>
/// <param name="content">Its bytes.</param>
/// <param name="target">Its names and attributes.</param>
/// <param name="keepsOverwritten">
/// What was overwritten meanwhile is entered too, beneath what the log has: should the log be lost, files have the bytes that were promised. The ranges of a block under way
/// are claimed, so no younger block lies there; and where anything was cut meanwhile, nothing is entered that the log does not have.
/// </param>
internal sealed class UploadCommitter(ShareId share, TieredContentStore content, IUploadTarget target, bool keepsOverwritten)
{
    // Of no record: the log goes on to have the range.
    private const ulong Beneath = 0;

    // So that a file of many small pieces is never locked for long.
    private const int PiecesPerTransaction = 256;

    /// <summary>Commits the pieces of <paramref name="block"/>, content by content.</summary>
    public async ValueTask<FsResult> CommitAsync(BlockId block, List<UploadPiece> pieces, CancellationToken cancellationToken)
    {
        for (var first = 0; first < pieces.Count;)
        {
            var state = pieces[first].State;
            var count = 1;
            while (count < PiecesPerTransaction && first + count < pieces.Count && pieces[first + count].State == state)
            {
                count++;
            }

            if (!content.IsMapLoaded(state.Content))
            {
                var loaded = await content.LoadMapAsync(state.Content, state.Node, cancellationToken);
                if (!loaded.IsSuccess)
                {
                    return loaded;
                }
            }

            var committed = Commit(block, state, pieces.GetRange(first, count));
            if (!committed.IsSuccess)
            {
                return committed;
            }

            first += count;
        }

        return FsResult.Success;
    }

    private FsResult Commit(BlockId block, ContentState state, List<UploadPiece> pieces)
    {
        using var scope = target.Locks.Lock(state.Node);
        lock (state.Gate)
        {
            if (state.IsDropped || state.Blocks is null)
            {
                return FsResult.Success;
            }

            var valid = FindValid(block, state, pieces);
            if (valid.Count == 0)
            {
                return FsResult.Success;
            }

            var batch = new MutationBatch(share);
            var planned = BlockMapEdit.CopyRows(state.Blocks, valid[0].Extent.Start, valid[^1].Extent.End);
            foreach (var (extent, sequence) in valid)
            {
                BlockMapEdit.PlanSet(state.Content, planned, extent, batch);
                planned.Set(extent, null);
                if (sequence != Beneath)
                {
                    batch.ReleaseContent(state.Content, extent.Start, extent.Length, sequence);
                }
            }

            var unfolded = target.AddUnfolded(state.Node, batch);
            var appended = target.Append(batch);
            if (!appended.IsSuccess)
            {
                return appended.Error;
            }

            CrashPoint.Reach(CrashPoint.UploadLogged);
            scope.MarkChanged();
            unfolded?.SetLogged(unfolded.Record, appended.Value);
            state.LastTicket = Math.Max(state.LastTicket, appended.Value);
            foreach (var (extent, sequence) in valid)
            {
                if (sequence != Beneath)
                {
                    content.RemoveLogged(state, extent.Start, extent.End);
                }

                state.Blocks.Set(extent, null);
            }

            return FsResult.Success;
        }
    }

    /// <summary>The parts of the pieces that the log still maps to the record that was uploaded, joined where file and block go on together.</summary>
    private List<(Extent<BlockRange> Extent, ulong Sequence)> FindValid(BlockId block, ContentState state, List<UploadPiece> pieces)
    {
        List<(Extent<BlockRange> Extent, ulong Sequence)> valid = [];
        List<Extent<LogRange>> present = [];
        foreach (var piece in pieces)
        {
            present.Clear();
            state.Log.CopyRange(piece.Extent.Start, piece.Extent.End, present);
            foreach (var part in present)
            {
                var isSame = part.Source.Sequence == piece.Extent.Source.Sequence;
                if (isSame || (keepsOverwritten && piece.Cuts == state.Cuts))
                {
                    var offset = piece.BlockOffset + (uint)(part.Start - piece.Extent.Start);
                    Join(valid, new Extent<BlockRange>(part.Start, part.Length, new BlockRange(block, offset)), isSame ? part.Source.Sequence : Beneath);
                }
            }
        }

        return valid;
    }

    private static void Join(List<(Extent<BlockRange> Extent, ulong Sequence)> valid, in Extent<BlockRange> next, ulong sequence)
    {
        if (valid.Count > 0 && valid[^1] is var (last, lastSequence) && (sequence == Beneath) == (lastSequence == Beneath) && last.End == next.Start && last.Source.Offset + last.Length == next.Source.Offset)
        {
            valid[^1] = (last with { Length = last.Length + next.Length }, Math.Max(lastSequence, sequence));
        }
        else
        {
            valid.Add((next, sequence));
        }
    }
}
