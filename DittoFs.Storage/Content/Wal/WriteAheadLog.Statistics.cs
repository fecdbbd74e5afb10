using DittoFs.Storage.Diagnostics;

namespace DittoFs.Storage.Content.Wal;

/// <content>What those who watch are told.</content>
internal sealed partial class WriteAheadLog
{
    /// <summary>How the log stands now. It walks the segments, not their records.</summary>
    public LogStatistics GetStatistics()
    {
        lock (gate)
        {
            return new LogStatistics(
                segmentLength,
                segments.Count,
                Math.Max(0, pool.TotalCount - segments.Count),
                segmentsMax,
                segments.Sum(static segment => segment.LiveBytes),
                nextSequence - 1,
                durableSequence,
                failure);
        }
    }
}
