using System.Diagnostics;

namespace DittoFs.Storage.Content;

/// <summary>
/// Since when a share's bytes have been in the log only. Bytes are counted by the quarter of a second in which they were written, and leave their count when
/// they are overwritten, removed or in a block, so that the age of what waits longest is that of its bytes and not that of its file. Safe for concurrent use.
/// </summary>
internal sealed class DirtyAges(TimeProvider clock)
{
    /// <summary>Bytes of this time are told apart from older ones.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    // A quarter of an hour in which something of every step is left. Beyond it, neighbours are joined and count as old as the older one.
    private const int SpansMax = 4096;

    private readonly Lock gate = new();
    private readonly List<Span> spans = [];
    private ulong youngest;
    private long total;

    /// <summary>Acknowledged bytes that no block holds yet.</summary>
    public long TotalBytes => Interlocked.Read(ref total);

    /// <summary>How long the oldest of them have been in the log only; zero without any.</summary>
    public TimeSpan OldestAge
    {
        get
        {
            lock (gate)
            {
                return spans.Count == 0 ? TimeSpan.Zero : clock.GetElapsedTime(spans[0].Since);
            }
        }
    }

    /// <summary>No byte comes from an older record than this; the highest number there is without any bytes.</summary>
    public ulong OldestSequence
    {
        get
        {
            lock (gate)
            {
                return spans.Count == 0 ? ulong.MaxValue : spans[0].First;
            }
        }
    }

    /// <summary>Counts bytes that record <paramref name="sequence"/> brought <paramref name="age"/> ago.</summary>
    public void Add(ulong sequence, long bytes, TimeSpan age)
    {
        var since = clock.GetTimestamp() - (long)(age.TotalSeconds * clock.TimestampFrequency);
        lock (gate)
        {
            if (spans.Count == 0 || (sequence > youngest && clock.GetElapsedTime(spans[^1].Since, since) >= Step))
            {
                if (spans.Count == SpansMax)
                {
                    JoinNeighbours();
                }

                spans.Add(new Span(sequence, since, 0));
            }

            var index = Find(sequence);
            spans[index] = spans[index] with { First = Math.Min(spans[index].First, sequence), Bytes = spans[index].Bytes + bytes };
            youngest = Math.Max(youngest, sequence);
            total += bytes;
        }
    }

    /// <summary>Bytes of record <paramref name="sequence"/>, which were counted, are not needed in the log any more.</summary>
    public void Remove(ulong sequence, long bytes)
    {
        lock (gate)
        {
            var index = Find(sequence);
            var left = spans[index].Bytes - bytes;
            Debug.Assert(left >= 0, "bytes leave the count that they came into");
            total -= bytes;
            if (left > 0)
            {
                spans[index] = spans[index] with { Bytes = left };
            }
            else
            {
                spans.RemoveAt(index);
            }
        }
    }

    /// <summary>The youngest record up to which all were written at least <paramref name="rest"/> ago, and how many bytes those have; 0 and 0 when there is none.</summary>
    public (ulong Through, long Bytes) GetRested(TimeSpan rest)
    {
        var (through, bytes, now) = (0UL, 0L, clock.GetTimestamp());
        lock (gate)
        {
            for (var i = 0; i < spans.Count && clock.GetElapsedTime(spans[i].Since, now) >= rest + (rest > TimeSpan.Zero ? Step : TimeSpan.Zero); i++)
            {
                through = i + 1 < spans.Count ? spans[i + 1].First - 1 : youngest;
                bytes += spans[i].Bytes;
            }
        }

        return (through, bytes);
    }

    /// <summary>The span of a record: the last one that begins with it or before; the first for what came late. Under the lock.</summary>
    private int Find(ulong sequence)
    {
        var (low, high) = (0, spans.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = spans[middle].First <= sequence ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private void JoinNeighbours()
    {
        for (var i = 0; i < spans.Count / 2; i++)
        {
            spans[i] = spans[2 * i] with { Bytes = spans[2 * i].Bytes + spans[(2 * i) + 1].Bytes };
        }

        spans.RemoveRange(spans.Count / 2, spans.Count - (spans.Count / 2));
    }

    private readonly record struct Span(ulong First, long Since, long Bytes);
}
