namespace DittoFs.Storage.Content.Upload;

/// <summary>
/// How many blocks of a share may be under way at once, learnt from what the store does: at first twice as many as long as that brings more bytes a second, then
/// one more; one fewer when it brings none and blocks take longer, half after a failure. Safe for concurrent use.
/// </summary>
internal sealed class UploadConcurrency
{
    /// <summary>The most blocks under way: each takes up to 16 MiB of memory.</summary>
    public const int LimitMax = 10;

    /// <summary>The most for a store that answers in place: each put holds one of the storage's threads, which reads need too.</summary>
    public const int InPlaceLimitMax = 2;

    private const int StartLimit = 2;
    private const double Gain = 1.05;
    private const double Slowdown = 1.5;

    private readonly Lock gate = new();
    private int limit = StartLimit;
    private int limitMax = LimitMax;
    private int count;
    private long bytes;
    private TimeSpan busy;
    private double lastRate;
    private TimeSpan lastLatency;
    private bool isStarting = true;

    /// <summary>Blocks that may be under way now.</summary>
    public int Limit => Volatile.Read(ref limit);

    /// <summary>A block was stored.</summary>
    /// <param name="length">Its bytes.</param>
    /// <param name="duration">Time that the put took.</param>
    /// <param name="inPlace">The store held the thread meanwhile.</param>
    public void Succeeded(long length, TimeSpan duration, bool inPlace)
    {
        lock (gate)
        {
            limitMax = inPlace ? InPlaceLimitMax : LimitMax;
            (count, bytes, busy) = (count + 1, bytes + length, busy + duration);
            if (count >= (isStarting ? limit : 2 * limit))
            {
                Adapt();
            }
        }
    }

    /// <summary>A block was refused or lost: the store has too much to do, or is away.</summary>
    public void Failed()
    {
        lock (gate)
        {
            Volatile.Write(ref limit, Math.Max(1, limit / 2));
            (lastRate, lastLatency, isStarting) = (0, default, false);
            Restart();
        }
    }

    /// <summary>Compares a round of blocks with the one before. Bytes in a put's time, times the puts at once, is what the store takes in a second.</summary>
    private void Adapt()
    {
        var latency = busy / count;
        var rate = bytes / Math.Max(busy.TotalSeconds, 1e-6) * limit;
        var gains = rate >= lastRate * Gain;
        var next = gains ? isStarting ? limit * 2 : limit + 1
            : isStarting ? limit / 2
            : lastLatency > default(TimeSpan) && latency > lastLatency * Slowdown ? limit - 1
            : limit;
        Volatile.Write(ref limit, Math.Clamp(next, 1, limitMax));
        isStarting &= gains && next <= limitMax;
        (lastRate, lastLatency) = (rate, latency);
        Restart();
    }

    private void Restart() => (count, bytes, busy) = (0, 0, default);
}
