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
            if (builder.Room == 0 || pieces.Count >= PiecesMax)
            {
                break;
            }

            PinExtents(state, builder.Room, extents);
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
            var length = (int)Math.Min((ulong)builder.Room, extent.Length);
            if (length == 0)
            {
                return;
            }

            pieces.Add(new UploadPiece(state, extent with { Length = (ulong)length }, (uint)builder.PlainLength));
            ReadInto(builder, extent.Source, length);
        }
    }

    private static void ReadInto(BlockBuilder builder, LogRange source, int length)
    {
        while (length > 0)
        {
            var free = builder.GetMemory();
            var count = Math.Min(free.Length, length);
            if (source.Segment.File.Read(source.Offset, free.Span[..count]) != count)
            {
                throw new IOException($"{source.Segment.Path} ends inside of a record.");
            }

            builder.Advance(count);
            source = source.Advance((ulong)count);
            length -= count;
        }
    }
}
