using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Disk;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Upload;

/// <summary>A run of bytes of the log that was copied into a block.</summary>
/// <param name="State">The content that it belongs to.</param>
/// <param name="Extent">Which bytes, and from which record.</param>
/// <param name="BlockOffset">Where in the block's plain bytes.</param>
internal readonly record struct UploadPiece(ContentState State, Extent<LogRange> Extent, uint BlockOffset)
{
    private const int PiecesMax = 16_384;

    /// <summary>Copies what the log holds of <paramref name="contents"/> into <paramref name="builder"/>, in the order of files and offsets, until it is full.</summary>
    public static FsResult<List<UploadPiece>> Collect(IReadOnlyList<ContentState> contents, BlockBuilder builder)
    {
        List<UploadPiece> pieces = [];
        List<Extent<LogRange>> extents = [];
        foreach (var state in contents)
        {
            if (builder.Remaining == 0 || pieces.Count >= PiecesMax)
            {
                break;
            }

            PinExtents(state, builder.Remaining, extents);
            try
            {
                Copy(state, extents, builder, pieces);
            }
            catch (IOException e)
            {
                return DiskErrorMap.Map(e);
            }
            finally
            {
                extents.ForEach(static extent => extent.Source.Segment.Unpin());
                extents.Clear();
            }
        }

        return pieces;
    }

    private static void PinExtents(ContentState state, int bytesMax, List<Extent<LogRange>> extents)
    {
        lock (state.Gate)
        {
            var (from, left) = (0UL, bytesMax);
            while (left > 0 && extents.Count < PiecesMax && state.Log.TryFind(from, out var extent))
            {
                extent.Source.Segment.Pin();
                extents.Add(extent);
                left -= (int)Math.Min((ulong)left, extent.Length);
                from = extent.End;
            }
        }
    }

    private static void Copy(ContentState state, List<Extent<LogRange>> extents, BlockBuilder builder, List<UploadPiece> pieces)
    {
        foreach (var extent in extents)
        {
            var length = (int)Math.Min((ulong)builder.Remaining, extent.Length);
            if (length == 0)
            {
                return;
            }

            var buffer = new byte[length];
            if (extent.Source.Segment.File.Read(extent.Source.Offset, buffer) != length)
            {
                throw new IOException($"{extent.Source.Segment.Path} ends inside of a record.");
            }

            pieces.Add(new UploadPiece(state, extent with { Length = (ulong)length }, (uint)builder.Append(buffer)));
        }
    }
}
