namespace DittoFs.Web.ControlPlane.Running;

/// <summary>When something that failed is tried again: after a second, then after twice as long each time, up to a minute.</summary>
internal sealed class Backoff(TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private TimeSpan delay = TimeSpan.FromSeconds(1);

    /// <summary>When the next try is due.</summary>
    public DateTimeOffset Due { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>Notes a failure.</summary>
    /// <returns>How long to wait.</returns>
    public TimeSpan Fail()
    {
        var now = delay;
        Due = clock.GetUtcNow() + now;
        delay = now * 2 < Longest ? now * 2 : Longest;
        return now;
    }
}
