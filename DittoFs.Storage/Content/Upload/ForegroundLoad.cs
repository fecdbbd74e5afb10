namespace DittoFs.Storage.Content.Upload;

/// <summary>Tells whether clients keep the server busy, from how many calls they made lately. Safe for concurrent use.</summary>
/// <param name="countCalls">All calls of clients so far, roughly.</param>
/// <param name="clock">The time.</param>
internal sealed class ForegroundLoad(Func<long> countCalls, TimeProvider clock)
{
    /// <summary>From this many calls a second on, clients have the right of way.</summary>
    public const double BusyCallsPerSecond = 200;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private long lastTime = clock.GetTimestamp();
    private long lastCount;
    private bool isBusy;

    /// <summary>Whether clients were busy in the last quarter of a second.</summary>
    public bool IsBusy
    {
        get
        {
            lock (gate)
            {
                var elapsed = clock.GetElapsedTime(lastTime);
                if (elapsed >= Interval)
                {
                    var count = countCalls();
                    isBusy = (count - lastCount) / elapsed.TotalSeconds >= BusyCallsPerSecond;
                    (lastTime, lastCount) = (clock.GetTimestamp(), count);
                }

                return isBusy;
            }
        }
    }
}
