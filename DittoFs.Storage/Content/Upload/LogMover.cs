using System.Buffers;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Disk;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Upload;

/// <summary>
/// Moves bytes of one share from an old segment to the log's end, so that the segment, and others behind it, can be freed though the bytes can't be uploaded.
/// </summary>
/// <remarks>
/// The bytes are read outside of all locks; what of them still comes from the same record then is appended under the node's lock. The new record has the
/// node's attributes where the store has not, which may wait for these very bytes; else its change id is 0, and it has none to give.
/// </remarks>
internal sealed class LogMover(TieredContentStore content, IUploadTarget target)
{
    private const int PieceBytesMax = 1 << 20;

    /// <summary>Moves what the share has in <paramref name="segment"/>.</summary>
    /// <returns>Success, or what the log or its disk answered: the rest stays where it is.</returns>
    public FsResult Move(WalSegment segment)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytesMax);
        try
        {
            foreach (var state in content.DirtyContents.Where(state => state.OldestSequence <= segment.LastSequence))
            {
                foreach (var extent in Find(state, segment))
                {
                    var moved = Move(state, extent, buffer);
                    if (!moved.IsSuccess)
                    {
                        return moved;
                    }
                }
            }

            return FsResult.Success;
        }
        catch (IOException e)
        {
            return DiskErrorMap.Map(e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static List<Extent<LogRange>> Find(ContentState state, WalSegment segment)
    {
        List<Extent<LogRange>> found = [];
        lock (state.Gate)
        {
            state.Log.CopyRange(0, ulong.MaxValue, found);
        }

        found.RemoveAll(extent => extent.Source.Segment != segment);
        return found;
    }

    private FsResult Move(ContentState state, Extent<LogRange> extent, byte[] buffer)
    {
        while (extent.Length > 0)
        {
            var piece = extent.Clip(extent.Start, Math.Min(extent.End, extent.Start + PieceBytesMax));
            var moved = MovePiece(state, piece, buffer.AsMemory(0, (int)piece.Length));
            if (!moved.IsSuccess)
            {
                return moved;
            }

            extent = new Extent<LogRange>(piece.End, extent.Length - piece.Length, extent.Source.Advance(piece.Length));
        }

        return FsResult.Success;
    }

    private FsResult MovePiece(ContentState state, in Extent<LogRange> piece, Memory<byte> bytes)
    {
        // A segment that was freed meanwhile had nothing to move any more.
        if (!piece.Source.Segment.TryPin())
        {
            return FsResult.Success;
        }

        try
        {
            if (piece.Source.Segment.File.Read(piece.Source.Offset, bytes.Span) != bytes.Length)
            {
                return FsError.Corrupt;
            }
        }
        finally
        {
            piece.Source.Segment.Unpin();
        }

        using var scope = target.Locks.Lock(state.Node);
        List<Extent<LogRange>> present = [];
        lock (state.Gate)
        {
            if (state.IsDropped)
            {
                return FsResult.Success;
            }

            state.Log.CopyRange(piece.Start, piece.End, present);
        }

        foreach (var part in present)
        {
            if (part.Source.Sequence == piece.Source.Sequence)
            {
                var prefix = WalDataPrefix.Of(state.Node, state.Content, part.Start, target.FindUnfolded(state.Node));
                var written = content.Write(prefix, bytes.Slice((int)(part.Start - piece.Start), (int)part.Length));
                if (!written.IsSuccess)
                {
                    return written.Error;
                }
            }
        }

        return FsResult.Success;
    }
}
