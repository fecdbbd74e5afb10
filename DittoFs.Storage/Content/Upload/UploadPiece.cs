using DittoFs.Storage.Content.Packing;

namespace DittoFs.Storage.Content.Upload;

/// <summary>A run of bytes of the log that goes into a block.</summary>
/// <param name="State">The content that it belongs to.</param>
/// <param name="Extent">Which bytes, and from which record.</param>
/// <param name="BlockOffset">Where in the block's plain bytes.</param>
/// <param name="Cuts">The content's count of cuts when it was taken up.</param>
internal readonly record struct UploadPiece(ContentState State, Extent<LogRange> Extent, uint BlockOffset, int Cuts)
{
    /// <summary>Where its bytes lie in the log.</summary>
    public LoggedPiece Logged => new(Extent.Source.Segment, Extent.Source.Offset, (int)Extent.Length);

    /// <summary>Reads the bytes into <paramref name="builder"/>, where they belong next.</summary>
    /// <exception cref="IOException">The log's disk failed.</exception>
    public void CopyInto(BlockBuilder builder)
    {
        var (source, left) = (Extent.Source, (int)Extent.Length);
        while (left > 0)
        {
            var free = builder.GetMemory();
            var count = Math.Min(free.Length, left);
            if (source.Segment.File.Read(source.Offset, free.Span[..count]) != count)
            {
                throw new IOException($"{source.Segment.Path} ends inside of a record.");
            }

            builder.Advance(count);
            source = source.Advance((ulong)count);
            left -= count;
        }
    }
}
