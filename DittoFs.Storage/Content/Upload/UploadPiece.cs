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

    /// <summary>Where its bytes lie in the log.</summary>
    public LoggedPiece Logged => new(Extent.Source.Segment, Extent.Source.Offset, (int)Extent.Length);

    /// <summary>
    /// Copies what the log holds of <paramref name="contents"/> into <paramref name="builder"/>, in the order of files and offsets, until it is full, and claims
    /// it: see <see cref="ReleaseClaims"/>. One caller at a time.
    /// </summary>
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
                var first = pieces.Count;
                Copy(state, extents, builder, pieces);
                Claim(state, pieces, first);
            }
            catch (IOException e)
            {
                ReleaseClaims(pieces);
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

    /// <summary>Lets other blocks take up the ranges of <paramref name="pieces"/>: theirs was stored and entered, or is given up.</summary>
    public static void ReleaseClaims(List<UploadPiece> pieces)
    {
        for (var first = 0; first < pieces.Count;)
        {
            var state = pieces[first].State;
            var last = first;
            while (last + 1 < pieces.Count && pieces[last + 1].State == state)
            {
                last++;
            }

            lock (state.Gate)
            {
                state.Claims.Remove((pieces[first].Extent.Start, pieces[last].Extent.End));
            }

            first = last + 1;
        }
    }

    /// <summary>Claims what is between the first and the last piece of one content.</summary>
    private static void Claim(ContentState state, List<UploadPiece> pieces, int first)
    {
        if (first < pieces.Count)
        {
            lock (state.Gate)
            {
                state.Claims.Add((pieces[first].Extent.Start, pieces[^1].Extent.End));
            }
        }
    }

    private static void PinExtents(ContentState state, int bytesMax, List<Extent<LogRange>> extents)
    {
        lock (state.Gate)
        {
            var (from, left) = (0UL, bytesMax);
            while (left > 0 && extents.Count < PiecesMax && state.Log.TryFind(from, out var extent))
            {
                from = Math.Max(from, extent.Start);
                if (!TryPassClaims(state, ref from, out var end))
                {
                    continue;
                }

                extent = extent.Clip(from, Math.Min(end, extent.End));
                extent.Source.Segment.Pin();
                extents.Add(extent);
                left -= (int)Math.Min((ulong)left, extent.Length);
                from = extent.End;
            }
        }
    }

    /// <summary>True if <paramref name="from"/> is free, up to <paramref name="end"/>; else moves it behind the claim that it lies in.</summary>
    private static bool TryPassClaims(ContentState state, ref ulong from, out ulong end)
    {
        end = ulong.MaxValue;
        foreach (var claim in state.Claims)
        {
            if (claim.Start <= from && from < claim.End)
            {
                from = claim.End;
                return false;
            }

            end = claim.Start > from ? Math.Min(end, claim.Start) : end;
        }

        return true;
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
