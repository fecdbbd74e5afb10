namespace DittoFs.Web.Tests.Support;

/// <summary>The system's time, moved forward as tests want. Timers and elapsed times are the system's own, so nothing waits for a clock that stands.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long shift;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref shift));

    /// <summary>Moves the time of day forward.</summary>
    public void Advance(TimeSpan time) => Interlocked.Add(ref shift, time.Ticks);
}
