namespace DittoFs.Web.Realtime;

/// <summary>The newest events, oldest first. Bounded: the oldest make room. Safe from any thread.</summary>
internal sealed class ConsoleFeed(TimeProvider clock)
{
    /// <summary>Events that are kept.</summary>
    public const int EventsMax = 2000;

    private readonly Lock gate = new();
    private readonly Queue<FeedEvent> events = new();
    private long lastId;

    /// <summary>The number of the newest event; 0 without any.</summary>
    public long LastId
    {
        get
        {
            lock (gate)
            {
                return lastId;
            }
        }
    }

    /// <summary>Adds an event.</summary>
    public void Add(FeedKind kind, FeedLevel level, string text, string? share = null, string? client = null)
    {
        lock (gate)
        {
            if (events.Count == EventsMax)
            {
                events.Dequeue();
            }

            events.Enqueue(new FeedEvent(++lastId, clock.GetUtcNow(), kind, level, text, share, client));
        }
    }

    /// <summary>The events behind <paramref name="id"/> that are still kept, oldest first.</summary>
    public IReadOnlyList<FeedEvent> After(long id)
    {
        lock (gate)
        {
            return [.. events.SkipWhile(entry => entry.Id <= id)];
        }
    }
}
