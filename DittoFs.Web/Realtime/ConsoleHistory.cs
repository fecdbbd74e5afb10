namespace DittoFs.Web.Realtime;

/// <summary>The past, in memory: an hour in seconds, a day in steps of ten seconds. Safe from any thread.</summary>
internal sealed class ConsoleHistory
{
    /// <summary>Samples of one second that are kept: one hour.</summary>
    public const int FineCountMax = 3600;

    /// <summary>Samples of ten seconds that are kept: one day.</summary>
    public const int CoarseCountMax = 8640;

    /// <summary>Seconds in one of the coarse samples.</summary>
    public const int CoarseSeconds = 10;

    private readonly Lock gate = new();
    private readonly Queue<ConsoleSample> fine = new();
    private readonly Queue<ConsoleSample> coarse = new();
    private readonly List<ConsoleSample> pending = new(CoarseSeconds);

    /// <summary>Adds the newest second.</summary>
    public void Add(in ConsoleSample sample)
    {
        lock (gate)
        {
            Enqueue(fine, sample, FineCountMax);
            pending.Add(sample);
            if (pending.Count == CoarseSeconds)
            {
                Enqueue(coarse, ConsoleSample.Summarize(pending), CoarseCountMax);
                pending.Clear();
            }
        }
    }

    /// <summary>What is younger than <paramref name="since"/>, oldest first: in seconds for up to the last hour, else in steps of ten seconds.</summary>
    public IReadOnlyList<ConsoleSample> Since(DateTimeOffset since)
    {
        lock (gate)
        {
            // A gap at the beginning does not matter while no fine sample was dropped: then the fine ones are all that there is.
            var source = fine.Count < FineCountMax || fine.Peek().Time <= since ? fine : coarse;
            return [.. source.Where(sample => sample.Time > since)];
        }
    }

    private static void Enqueue(Queue<ConsoleSample> queue, in ConsoleSample sample, int countMax)
    {
        if (queue.Count == countMax)
        {
            queue.Dequeue();
        }

        queue.Enqueue(sample);
    }
}
