using DittoFs.Storage.Content.Wal;

namespace DittoFs.Storage.Content;

/// <summary>Bytes that lie in the log.</summary>
/// <param name="Segment">The file.</param>
/// <param name="Offset">Where in the file.</param>
/// <param name="Sequence">The record that they came with.</param>
internal readonly record struct LogRange(WalSegment Segment, long Offset, ulong Sequence) : IExtentSource<LogRange>
{
    /// <inheritdoc/>
    public LogRange Advance(ulong bytes) => this with { Offset = Offset + (long)bytes };
}
