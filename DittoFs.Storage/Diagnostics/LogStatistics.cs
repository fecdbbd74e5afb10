using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Diagnostics;

/// <summary>How the log stands at one moment.</summary>
/// <param name="SegmentBytes">Length of a segment's file.</param>
/// <param name="Segments">Segments that hold something which is needed, the one that is written to included.</param>
/// <param name="SpareSegments">Files that are kept to be written over.</param>
/// <param name="SegmentsMax">Segments that the budget allows.</param>
/// <param name="LiveBytes">Bytes of files that lie in the log only.</param>
/// <param name="LastSequence">The youngest record that was given a place.</param>
/// <param name="DurableSequence">The record up to which everything is on disk.</param>
/// <param name="Failure">What stopped the log for good; <see cref="FsError.None"/> while it runs.</param>
public sealed record LogStatistics(
    long SegmentBytes, int Segments, int SpareSegments, int SegmentsMax, long LiveBytes, ulong LastSequence, ulong DurableSequence, FsError Failure)
{
    /// <summary>Of a storage that was not started.</summary>
    public static LogStatistics Empty { get; } = new(0, 0, 0, 0, 0, 0, 0, FsError.None);

    /// <summary>Rounds since the start that folded the log into the stores.</summary>
    public long Checkpoints { get; init; }

    /// <summary>When the last of them ended; null before the first.</summary>
    public DateTimeOffset? LastCheckpoint { get; init; }
}
