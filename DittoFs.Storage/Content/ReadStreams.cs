namespace DittoFs.Storage.Content;

/// <summary>
/// The readers of one file who go through it in order, and how far was read ahead for each. Clients send reads of a stream out of order and many at once, so
/// an offset near the expected one counts too. Not safe for concurrent use.
/// </summary>
internal sealed class ReadStreams
{
    /// <summary>Bytes that are read ahead of a new stream.</summary>
    public const int WindowMin = 512 << 10;

    private const int StreamsMax = 4;
    private const int ReorderedReadsMax = 4;

    private readonly List<Stream> streams = [];

    /// <summary>
    /// Notes a read and says what to read ahead for it: from start to end, equal when nothing. The window grows with each step up to <paramref name="windowMax"/>.
    /// </summary>
    /// <param name="offset">Where the read begins.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="windowMax">The most to be ahead of a reader; 0 turns reading ahead off.</param>
    /// <param name="abandoned">The reading ahead of a reader that seems to be gone, to be cancelled; else null.</param>
    public ReadAheadStep Note(ulong offset, int length, int windowMax, out CancellationTokenSource? abandoned)
    {
        abandoned = null;
        var end = offset + (ulong)length;
        if (Find(offset, length) is not { } stream)
        {
            streams.Insert(0, new Stream { Next = end, Ahead = end, IsSequential = offset == 0 });
            if (streams.Count > StreamsMax)
            {
                abandoned = streams[^1].Cancellation;
                streams.RemoveAt(StreamsMax);
            }

            stream = streams[0];
        }
        else
        {
            streams.Remove(stream);
            streams.Insert(0, stream);
            stream.IsSequential |= end > stream.Next;
            stream.Next = Math.Max(stream.Next, end);
        }

        return stream.IsSequential ? Advance(stream, Math.Max(length, WindowMin), windowMax) : default;
    }

    private static ReadAheadStep Advance(Stream stream, int windowMin, int windowMax)
    {
        stream.Ahead = Math.Max(stream.Ahead, stream.Next);
        var window = Math.Min(Math.Max(stream.Window, windowMin), windowMax);
        if (stream.Ahead - stream.Next > (ulong)window / 2)
        {
            return default;
        }

        var step = new ReadAheadStep(stream.Ahead, stream.Next + (ulong)window, stream.Cancellation);
        if (step.End <= step.Start)
        {
            return default;
        }

        stream.Ahead = step.End;
        stream.Window = Math.Min(window * 2, Math.Max(windowMax, 1));
        return step;
    }

    private Stream? Find(ulong offset, int length)
    {
        var slack = (ulong)length * ReorderedReadsMax;
        return streams.Find(stream => offset <= stream.Next + slack && offset + slack >= stream.Next);
    }

    private sealed class Stream
    {
        public ulong Next { get; set; }

        public ulong Ahead { get; set; }

        public int Window { get; set; }

        public bool IsSequential { get; set; }

        public CancellationTokenSource Cancellation { get; } = new();
    }
}

/// <summary>What to read ahead: nothing when <see cref="Start"/> is <see cref="End"/>.</summary>
internal readonly record struct ReadAheadStep(ulong Start, ulong End, CancellationTokenSource? Cancellation);
