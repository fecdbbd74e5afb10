namespace DittoFs.Storage.Blocks.S3;

/// <summary>
/// Whether the service answers at all, from how requests end. When several in a row got no answer, the service is away: then one request a second goes out to see
/// whether it is back, and the others are refused at once instead of waiting each for itself. Safe for concurrent use.
/// </summary>
internal sealed class S3Availability(TimeProvider clock)
{
    private const int LostMax = 3;
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private int lost;
    private long probeTime;
    private long answerTime;
    private bool hasAnswered;

    /// <summary>The last requests got no answer.</summary>
    public bool IsAway => Volatile.Read(ref lost) >= LostMax;

    /// <summary>Whether a request may go out.</summary>
    public bool TryEnter()
    {
        if (!IsAway)
        {
            return true;
        }

        lock (gate)
        {
            var may = clock.GetElapsedTime(probeTime) >= ProbeInterval;
            probeTime = may ? clock.GetTimestamp() : probeTime;
            return may;
        }
    }

    /// <summary>A request was answered, with whatever.</summary>
    public void Answered()
    {
        lock (gate)
        {
            (lost, answerTime, hasAnswered) = (0, clock.GetTimestamp(), true);
        }
    }

    /// <summary>A request got no answer.</summary>
    public void Lost()
    {
        lock (gate)
        {
            lost = Math.Min(LostMax, lost + 1);
            probeTime = clock.GetTimestamp();
        }
    }

    /// <summary>True if the last request was answered, at most <paramref name="age"/> ago.</summary>
    public bool HasAnsweredWithin(TimeSpan age)
    {
        lock (gate)
        {
            return lost == 0 && hasAnswered && clock.GetElapsedTime(answerTime) <= age;
        }
    }
}
